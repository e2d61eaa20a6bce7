package dev.nibble.engine.evaluate;

import java.io.Serial;

/** An example that the model cannot run. */
public final class ExampleException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int index;
  private final String reason;

  ExampleException(int index, String reason) {
    super("example %d: %s".formatted(index + 1, reason));
    this.index = index;
    this.reason = reason;
  }

  /** Which of the examples it is, from 0. */
  public int index() {
    return index;
  }

  /** What is wrong with it and what to do. */
  public String reason() {
    return reason;
  }
}
