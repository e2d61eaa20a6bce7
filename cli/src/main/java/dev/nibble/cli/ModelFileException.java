package dev.nibble.cli;

import java.io.IOException;
import java.io.Serial;

/** A model file that cannot be used: damaged, unsupported, or not to be read. */
final class ModelFileException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
