package dev.nibble.tokenizer.grammar;

import java.io.Serial;

/** A text that is no grammar, and the place where it stops being one. */
public final class GrammarSyntaxException extends GrammarException {
  @Serial private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  GrammarSyntaxException(int line, int column, String rule, String reason) {
    super(rule, reason, "grammar, line %d, column %d: %s".formatted(line, column, reason));
    this.line = line;
    this.column = column;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The column, from 1, in characters of UTF-16. */
  public int column() {
    return column;
  }
}
