package dev.nibble.engine.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options that Java was started with, in order. Read from the operating system: asking the
 * management beans takes 70 ms of a start (AMD EPYC Zen 4, JDK 25.0.3, 2026-11-22).
 *
 * @param written the options, split as the command was
 * @param words the same, with the content of argument files in their place
 */
public record JavaOptions(List<String> written, List<String> words) {
  private static final String FILE = "@";
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final List<String> VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  /** Copies the lists. */
  public JavaOptions {
    written = List.copyOf(written);
    words = List.copyOf(words);
  }

  /**
   * Options without a file.
   *
   * @param words the options, split as the command was
   */
  public JavaOptions(List<String> words) {
    this(words, words);
  }

  /**
   * The options of this process, of its environment too.
   *
   * @return the options, or empty where they cannot be known: on systems without {@code /proc}, and
   *     where some stand in an argument file that cannot be read
   */
  public static Optional<JavaOptions> ofThisProcess() {
    try {
      String command = Files.readString(COMMAND_LINE, UTF_8);
      return Optional.of(of(command.split("\0", -1), System.getProperty("sun.java.command", "")));
    } catch (IOException | InvalidPathException _) {
      return Optional.empty();
    }
  }

  /**
   * Cuts the program and its arguments off a command, and adds the environment's options.
   *
   * @param command the words of the command, {@code java} the first
   * @param program the main class and its arguments, joined by blanks
   * @throws IOException if an argument file cannot be read
   */
  static JavaOptions of(String[] command, String program) throws IOException {
    String whole = String.join(" ", command).strip();
    int programLength = program.strip().length();
    List<String> written = new ArrayList<>();
    int length = command[0].length();
    for (int i = 1; i < command.length; i++) {
      length += 1 + command[i].length();
      if (length <= whole.length() - programLength) {
        written.add(command[i]);
      }
    }
    for (String variable : VARIABLES) {
      String options = System.getenv(variable);
      if (options != null) {
        written.addAll(List.of(options.strip().split(" ", -1)));
      }
    }
    List<String> words = new ArrayList<>();
    for (String word : written) {
      if (word.startsWith(FILE)) {
        words.addAll(ArgumentFile.words(Files.readString(file(word), Charset.defaultCharset())));
      } else {
        words.add(word);
      }
    }
    return new JavaOptions(written, words);
  }

  private static Path file(String word) {
    return Path.of(word.substring(FILE.length()));
  }

  /** The argument files among the options. */
  public List<Path> argumentFiles() {
    return written.stream().filter(word -> word.startsWith(FILE)).map(JavaOptions::file).toList();
  }

  /**
   * Whether an option was given.
   *
   * @param option the whole word
   */
  public boolean has(String option) {
    return words.contains(option);
  }

  /**
   * The value of an option; where it was given more than once, the last counts.
   *
   * @param name up to and with the equals sign
   * @return the value, or empty where the option was not given
   */
  public Optional<String> value(String name) {
    for (String word : words.reversed()) {
      if (word.startsWith(name)) {
        return Optional.of(word.substring(name.length()));
      }
    }
    return Optional.empty();
  }

  /** The options as they were written. */
  @Override
  public String toString() {
    return written.isEmpty() ? "none" : String.join(" ", written);
  }
}
