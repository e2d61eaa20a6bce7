package dev.nibble.cli;

import java.io.IOException;
import java.io.Serial;

/** The process that was to measure a model did not. */
final class SpeedFailedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  SpeedFailedException(String model, String reason) {
    super(
        "the speed of %s could not be measured: %s (--no-speed leaves this out)"
            .formatted(model, reason));
  }
}
