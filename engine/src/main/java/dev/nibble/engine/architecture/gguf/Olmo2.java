package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;

/**
 * OLMo 2 (OLMo team 2024) and OLMo 3: norms behind the blocks alone, and over all heads of queries
 * and keys together. OLMo 3 has a window in three of four layers, which turn unscaled.
 */
final class Olmo2 extends Architecture {
  private static final int WINDOW_PERIOD = 4;

  Olmo2() {
    super("olmo2");
  }

  @Override
  boolean mayTieOutput() {
    return false;
  }

  @Override
  int window(Numbers numbers, int layer) throws GgufFormatException, UnsupportedModelException {
    return SlidingWindow.of(numbers, layer, WINDOW_PERIOD);
  }

  @Override
  Pairing pairing() {
    return Pairing.HALVES;
  }

  @Override
  RopeConfig windowRope(Numbers numbers, RopeConfig declared) {
    return declared.with(declared.base(), declared.scaling().unscaled(1));
  }

  @Override
  HeadNorms headNorms() {
    return HeadNorms.ALL_HEADS;
  }

  @Override
  boolean preNorms() {
    return false;
  }

  @Override
  boolean postNorms() {
    return true;
  }
}
