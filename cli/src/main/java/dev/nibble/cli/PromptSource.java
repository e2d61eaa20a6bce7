package dev.nibble.cli;

import dev.nibble.tokenizer.template.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where a prompt comes from: the command line, a file, or a conversation in one. */
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

  @Option(
      names = "--messages",
      required = true,
      paramLabel = "FILE",
      description =
          "A conversation to answer: a JSON array of messages with role and content, or an object"
              + " with it under messages; - for standard input.")
  private Path messages;

  /** The file; null where there is none. */
  Path file() {
    return file == null ? messages : file;
  }

  /** Whether it is a conversation. */
  boolean isConversation() {
    return messages != null;
  }

  /** The conversation, as a template takes it. */
  Map<String, Value> conversation() throws IOException {
    return Conversation.read(messages);
  }

  String read() throws IOException {
    if (text != null) {
      return text;
    }
    String content = new TextInput(file).text();
    return content.replaceFirst("\\r?\\n\\z", "");
  }
}
