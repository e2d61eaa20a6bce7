package dev.nibble.engine;

import java.io.Serial;

/**
 * A text that can neither go on nor end: no token of the vocabulary spells what its constraint asks
 * for next.
 */
public final class DeadEndException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String text;

  /**
   * Creates the exception.
   *
   * @param text what was generated until then
   */
  DeadEndException(String text) {
    super(
        "no token of the vocabulary goes on behind \"%s\" as the grammar asks: it needs characters that this model cannot write"
            .formatted(text.substring(Math.max(0, text.length() - 80))));
    this.text = text;
  }

  /** What was generated until then. */
  public String text() {
    return text;
  }
}
