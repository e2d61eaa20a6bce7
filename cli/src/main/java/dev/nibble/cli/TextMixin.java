package dev.nibble.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The text that a command lets a model read. */
final class TextMixin {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "TEXT",
      description = "The text file, - for standard input.")
  private Path file;

  /** The file, as the user named it. */
  Path file() {
    return file;
  }

  String read() throws IOException {
    return new TextInput(file).text();
  }
}
