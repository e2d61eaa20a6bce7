package dev.nibble.tokenizer.template;

/**
 * A piece of a template.
 *
 * @param type what it is
 * @param text its characters; of a string those that it stands for
 * @param line where it stands, from 1
 */
record Token(Type type, String text, int line) {
  /** What a token is. */
  enum Type {
    /** Text between tags. */
    DATA,
    /** What opens a tag that prints. */
    PRINT_BEGIN,
    /** What opens a tag with a statement. */
    BLOCK_BEGIN,
    /** What closes either. */
    TAG_END,
    NAME,
    STRING,
    INTEGER,
    REAL,
    OPERATOR,
    /** Behind the last one. */
    END
  }

  boolean is(Type type, String text) {
    return this.type == type && this.text.equals(text);
  }

  /** How messages call it. */
  String shown() {
    return switch (type) {
      case END -> "the end of the template";
      case TAG_END -> "the end of the tag";
      case DATA -> "text";
      default -> "'" + text + "'";
    };
  }
}
