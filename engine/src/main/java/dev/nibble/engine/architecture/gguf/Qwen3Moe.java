package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;

/** Qwen 3 with experts. */
final class Qwen3Moe extends Qwen3 {
  Qwen3Moe() {
    super("qwen3moe");
  }

  @Override
  boolean needsExperts() {
    return true;
  }

  @Override
  ExpertConfig experts(Numbers numbers, int count, int used)
      throws GgufFormatException, UnsupportedModelException {
    return new ExpertConfig(count, used, ExpertWidths.routed(numbers, used), 0, true);
  }
}
