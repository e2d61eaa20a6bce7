package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Pairing;

/** Qwen 3 (Yang et al. 2025): norms over the heads of queries and keys. */
class Qwen3 extends Architecture {
  Qwen3() {
    this("qwen3");
  }

  Qwen3(String name) {
    super(name);
  }

  @Override
  final Pairing pairing() {
    return Pairing.HALVES;
  }

  @Override
  final HeadNorms headNorms() {
    return HeadNorms.EACH_HEAD;
  }
}
