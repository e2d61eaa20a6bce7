package dev.nibble.cli;

import dev.nibble.engine.ChatFormat;
import dev.nibble.engine.Engine;
import dev.nibble.tokenizer.template.TemplateException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a model is told who says what. */
final class ChatFormatMixin {
  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "The system message: how the model is to behave.")
  private String system;

  @Option(
      names = "--chat-template",
      paramLabel = "FILE",
      description = "A chat template to use in place of the model's own.")
  private Path template;

  /** Whether any of it is given. */
  boolean isGiven() {
    return system != null || template != null;
  }

  /** The system message; empty for none. */
  String system() {
    return system == null ? "" : system;
  }

  /**
   * The format of conversations.
   *
   * @param engine has the model
   * @param err is told where the model has none
   */
  ChatFormat format(Engine engine, PrintWriter err) throws IOException {
    if (template != null) {
      return ChatFormat.of(engine, new TextInput(template).text());
    }
    ChatFormat format = own(engine);
    if (format.isPlain()) {
      err.println(
          Errors.PREFIX
              + "the model has no chat template: it continues what is said; --chat-template names"
              + " one");
    }
    return format;
  }

  private static ChatFormat own(Engine engine) throws IOException {
    try {
      return ChatFormat.of(engine);
    } catch (TemplateException e) {
      throw new IOException(
          "the model's chat template cannot be used: %s; name another with --chat-template"
              .formatted(e.getMessage()),
          e);
    }
  }
}
