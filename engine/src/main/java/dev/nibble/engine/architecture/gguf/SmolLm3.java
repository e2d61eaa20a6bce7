package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.RopeConfig;
import java.util.Optional;

/** SmolLM 3 (Hugging Face 2025): every fourth layer does not encode positions. */
final class SmolLm3 extends Architecture {
  private static final int PERIOD = 4;

  SmolLm3() {
    super("smollm3");
  }

  @Override
  Optional<RopeConfig> rope(Numbers numbers, RopeConfig declared, int layer) {
    return (layer + 1) % PERIOD == 0 ? Optional.empty() : Optional.of(declared);
  }
}
