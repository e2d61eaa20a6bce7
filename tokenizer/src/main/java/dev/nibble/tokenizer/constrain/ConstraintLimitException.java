package dev.nibble.tokenizer.constrain;

import java.io.Serial;

/** A grammar that takes more memory or time than grammars may. */
public final class ConstraintLimitException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  ConstraintLimitException(String message) {
    super(message);
  }
}
