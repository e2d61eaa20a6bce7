package dev.nibble.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person watches. */
final class Terminal {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether both standard input and standard output are a terminal. */
  @SuppressWarnings(
      "SystemConsoleNull") // it is null in JDK 25 where input or output is no terminal
  static boolean isInteractive() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /**
   * Whether standard error is a terminal. Java has no way to ask; Linux shows where it leads, and
   * elsewhere the other two streams stand for it.
   */
  static boolean showsErrors() {
    return leadsToTerminal(STANDARD_ERROR);
  }

  /** Whether standard output is one, wherever standard input comes from. */
  static boolean showsOutput() {
    return leadsToTerminal(STANDARD_OUTPUT);
  }

  private static boolean leadsToTerminal(Path stream) {
    try {
      String device = Files.readSymbolicLink(stream).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      return isInteractive();
    }
  }
}
