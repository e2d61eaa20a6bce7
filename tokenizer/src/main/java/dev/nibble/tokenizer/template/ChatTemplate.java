package dev.nibble.tokenizer.template;

import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataValue.StringValue;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes a prompt of the messages of a conversation. Immutable, may be shared by threads.
 *
 * <p>Blocks and comments take the newline behind them and the blanks in front of them, as Hugging
 * Face's libraries render such templates; lists and dictionaries cannot be changed.
 */
public final class ChatTemplate {
  private static final String KEY = "tokenizer.chat_template";

  private final List<Statement> statements;

  private ChatTemplate(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Parses a template.
   *
   * @param source its text
   * @return the template
   * @throws TemplateException if it is not written in the language, or in a part of it that is not
   *     implemented
   */
  public static ChatTemplate parse(String source) {
    return new ChatTemplate(Parser.parse(source));
  }

  /**
   * The text of the template that a model file brings along.
   *
   * @param metadata the file's metadata
   * @return the text; empty where there is none
   */
  public static Optional<String> source(Metadata metadata) {
    return metadata.get(KEY).orElse(null) instanceof StringValue(String text)
        ? Optional.of(text)
        : Optional.empty();
  }

  /**
   * Renders the template.
   *
   * @param variables by name what it may ask for: {@code messages}, {@code bos_token}, {@code
   *     add_generation_prompt}, ...
   * @param now the date and time that {@code strftime_now} formats
   * @return the prompt
   * @throws TemplateException if the template refuses them, cannot do with them what it does, or
   *     takes too much
   */
  public String render(Map<String, Value> variables, LocalDateTime now) {
    return new Renderer(now).render(statements, variables);
  }
}
