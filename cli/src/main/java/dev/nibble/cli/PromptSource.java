package dev.nibble.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a prompt comes from: the command line, a file or standard input. */
final class PromptSource {
  @Option(
      names = {"-p", "--prompt"},
      required = true,
      paramLabel = "TEXT",
      description = "The text to continue.")
  private String text;

  @Option(
      names = {"-f", "--prompt-file"},
      required = true,
      paramLabel = "FILE",
      description =
          "A file with the text to continue, - for standard input; a final line break is dropped.")
  private Path file;

  /** The file; null where there is none. */
  Path file() {
    return file;
  }

  String read() throws IOException {
    if (text != null) {
      return text;
    }
    String content = new TextInput(file).read(Reader::readAllAsString);
    return content.replaceFirst("\\r?\\n\\z", "");
  }
}
