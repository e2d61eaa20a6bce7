package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Pairing;

/**
 * Qwen 1.5, 2 and 2.5 (Yang et al. 2024): biases on queries, keys and values, as any file may have
 * them.
 */
class Qwen2 extends Architecture {
  Qwen2() {
    this("qwen2");
  }

  Qwen2(String name) {
    super(name);
  }

  @Override
  final Pairing pairing() {
    return Pairing.HALVES;
  }
}
