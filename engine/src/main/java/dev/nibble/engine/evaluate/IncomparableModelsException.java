package dev.nibble.engine.evaluate;

import java.io.Serial;

/** Two models that do not predict the same tokens, so that there is nothing to compare. */
public final class IncomparableModelsException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param first the model that others are compared with
   * @param other the one that cannot be
   * @param difference how they differ, in a clause that names both sides
   */
  public IncomparableModelsException(String first, String other, String difference) {
    super(
        "%s and %s cannot be compared: %s; take models with one tokenizer"
            .formatted(first, other, difference));
  }
}
