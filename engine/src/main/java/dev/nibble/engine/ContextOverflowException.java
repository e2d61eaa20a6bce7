package dev.nibble.engine;

import java.io.Serial;

/** A prompt that does not fit the context. */
public final class ContextOverflowException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int required;
  private final int available;

  /**
   * Creates the exception.
   *
   * @param required positions that the prompt needs
   * @param available positions that the context has
   */
  ContextOverflowException(int required, int available) {
    super(
        "the prompt has %d tokens, but the context has %d positions: shorten the prompt"
            .formatted(required, available));
    this.required = required;
    this.available = available;
  }

  /** Positions that the prompt needs. */
  public int required() {
    return required;
  }

  /** Positions that the context has. */
  public int available() {
    return available;
  }
}
