package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.Pairing;

/** StarCoder 2 (Lozhkov et al. 2024): LayerNorm, biases everywhere, no gate. */
final class StarCoder2 extends Architecture {
  StarCoder2() {
    super("starcoder2");
  }

  @Override
  Normalization.Kind normalization() {
    return Normalization.Kind.LAYER;
  }

  @Override
  Pairing pairing() {
    return Pairing.HALVES;
  }

  @Override
  Activation activation() {
    return Activation.GELU;
  }

  @Override
  boolean gated() {
    return false;
  }

  @Override
  boolean needsBiases() {
    return true;
  }
}
