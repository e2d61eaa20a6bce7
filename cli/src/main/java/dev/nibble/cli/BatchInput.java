package dev.nibble.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A file of prompts, a JSON object a line. It is read twice, first to find all mistakes before long
 * work begins, so that of its lines only the ids are kept in memory; what cannot be read twice,
 * such as standard input, is kept whole.
 */
final class BatchInput {
  private final Path file;
  private final BatchDefaults defaults;
  private final String content;
  private final Map<String, Integer> lines = new HashMap<>();

  private BatchInput(Path file, BatchDefaults defaults) throws IOException {
    this.file = file;
    this.defaults = defaults;
    content = Files.isRegularFile(file) ? null : new TextInput(file).text();
  }

  /** What becomes of a prompt. */
  @FunctionalInterface
  interface Use {
    void accept(int line, BatchPrompt prompt) throws IOException;
  }

  /**
   * Reads all prompts and keeps their ids.
   *
   * @throws IOException if one is wrong; the message names its line
   */
  static BatchInput check(Path file, BatchDefaults defaults) throws IOException {
    BatchInput input = new BatchInput(file, defaults);
    input.readLines(input::enter);
    if (input.lines.isEmpty()) {
      throw new IOException(
          file + " holds no prompt, expected one {\"id\": ..., \"prompt\": ...} a line");
    }
    return input;
  }

  private void enter(IdentifiedLine identified) throws IOException {
    JsonLine line = identified.line();
    defaults.prompt(identified);
    Integer before = lines.putIfAbsent(identified.id(), line.number());
    if (before != null) {
      throw line.wrong(
          "the id %s stands in line %d already, expected another one"
              .formatted(identified.id(), before));
    }
  }

  /** How many prompts there are. */
  int size() {
    return lines.size();
  }

  /** The line of the prompt with an id, if there is one. */
  OptionalInt line(String id) {
    Integer line = lines.get(id);
    return line == null ? OptionalInt.empty() : OptionalInt.of(line);
  }

  /** Reads the prompts again, in their order. */
  void forEach(Use use) throws IOException {
    readLines((IdentifiedLine identified) -> {
      int number = identified.line().number();
      if (line(identified.id()).orElse(-1) != number) {
        throw identified.line().wrong("is no longer what it was: the file has changed");
      }
      use.accept(number, defaults.prompt(identified));
    });
  }

  private interface LineUse {
    void accept(IdentifiedLine line) throws IOException;
  }

  private void readLines(LineUse use) throws IOException {
    if (content == null) {
      new TextInput(file).read(reader -> readLines(reader, use));
    } else {
      readLines(new BufferedReader(new StringReader(content)), use);
    }
  }

  private Void readLines(BufferedReader reader, LineUse use) throws IOException {
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (!line.isBlank()) {
        use.accept(IdentifiedLine.parse(file, number, line));
      }
    }
    return null;
  }
}
