package dev.nibble.tokenizer.template;

import java.io.Serial;

/** A template that cannot be parsed, or not be rendered with the values that it was given. */
public final class TemplateException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** What kind of problem there is. */
  public enum Kind {
    /** The template is not written in the language, or in a part of it that is not implemented. */
    SYNTAX,
    /** The template refuses the messages, by {@code raise_exception}. */
    RAISED,
    /** The template does with a value what cannot be done with it. */
    VALUE,
    /** The template takes too long, writes too much or goes too deep. */
    LIMIT
  }

  private final Kind kind;

  /**
   * Creates the exception.
   *
   * @param kind what kind of problem there is
   * @param message what it is; of {@link Kind#RAISED} the template's own words
   */
  public TemplateException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What kind of problem there is. */
  public Kind kind() {
    return kind;
  }

  static TemplateException syntax(int line, String message) {
    return new TemplateException(Kind.SYNTAX, "line %d: %s".formatted(line, message));
  }

  static TemplateException value(String message) {
    return new TemplateException(Kind.VALUE, message);
  }
}
