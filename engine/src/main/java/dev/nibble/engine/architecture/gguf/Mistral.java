package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;

/** Mistral 7B (Jiang et al. 2023): llama with a sliding window in every layer. */
final class Mistral extends Architecture {
  Mistral() {
    super("mistral");
  }

  @Override
  int window(Numbers numbers, int layer) throws GgufFormatException, UnsupportedModelException {
    return SlidingWindow.declared(numbers).orElse(AttentionShape.ALL_POSITIONS);
  }
}
