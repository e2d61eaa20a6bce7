package dev.nibble.tokenizer.grammar;

import java.io.Serial;

/** Rules that make no grammar. */
public sealed class GrammarException extends IllegalArgumentException
    permits GrammarSyntaxException {
  @Serial private static final long serialVersionUID = 1L;

  private final String rule;
  private final String reason;

  GrammarException(String rule, String reason) {
    this(rule, reason, reason);
  }

  GrammarException(String rule, String reason, String message) {
    super(message);
    this.rule = rule;
    this.reason = reason;
  }

  /** The rule that is wrong; empty where it is none. */
  public final String rule() {
    return rule;
  }

  /** What is wrong, without the place. */
  public final String reason() {
    return reason;
  }
}
