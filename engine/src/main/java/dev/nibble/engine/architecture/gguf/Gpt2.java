package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.RopeConfig;
import java.util.Optional;

/** GPT-2 (Radford et al. 2019): LayerNorm, biases everywhere, no gate, learned positions. */
final class Gpt2 extends Architecture {
  Gpt2() {
    super("gpt2");
  }

  @Override
  Normalization.Kind normalization() {
    return Normalization.Kind.LAYER;
  }

  @Override
  boolean learnedPositions() {
    return true;
  }

  @Override
  Optional<RopeConfig> rope(Numbers numbers, RopeConfig declared, int layer) {
    return Optional.empty();
  }

  @Override
  Activation activation() {
    return Activation.GELU;
  }

  @Override
  boolean fusesProjections() {
    return true;
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
