package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;

/** Qwen 1.5 and 2 with experts: one more for every token, weighed by a gate of its own. */
final class Qwen2Moe extends Qwen2 {
  Qwen2Moe() {
    super("qwen2moe");
  }

  @Override
  boolean mayTieOutput() {
    return false;
  }

  @Override
  boolean needsExperts() {
    return true;
  }

  @Override
  ExpertConfig experts(Numbers numbers, int count, int used)
      throws GgufFormatException, UnsupportedModelException {
    int sharedWidth = ExpertWidths.shared(numbers);
    if (sharedWidth == 0) {
      sharedWidth = numbers.required("feed_forward_length", Numbers.MAX_COUNT);
    }
    return new ExpertConfig(count, used, ExpertWidths.routed(numbers, used), sharedWidth, false);
  }

  @Override
  boolean gatedSharedExpert() {
    return true;
  }
}
