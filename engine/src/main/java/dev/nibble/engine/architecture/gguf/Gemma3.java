package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.OutputConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;

/**
 * Gemma 3 (Kamath et al. 2025): a window in five of six layers, which turn with a base of their own
 * and unscaled; norms over heads and behind the blocks.
 */
final class Gemma3 extends Gemma {
  private static final int LAYERS_OF_27B = 62;
  private static final int WINDOW_PERIOD = 6;
  private static final float WINDOW_ROPE_BASE = 10_000;

  Gemma3() {
    super("gemma3");
  }

  @Override
  OutputConfig output(Numbers numbers) throws GgufFormatException {
    return new OutputConfig(1, numbers.floating("final_logit_softcapping", 0));
  }

  @Override
  float attentionScale(Numbers numbers, Dimensions sizes) {
    return attentionScale(sizes, LAYERS_OF_27B);
  }

  @Override
  int window(Numbers numbers, int layer) throws GgufFormatException, UnsupportedModelException {
    return SlidingWindow.of(numbers, layer, WINDOW_PERIOD);
  }

  @Override
  RopeConfig windowRope(Numbers numbers, RopeConfig declared) throws GgufFormatException {
    float base = SlidingWindow.ropeBase(numbers, WINDOW_ROPE_BASE);
    float magnitude = RopeReader.declaredMagnitude(numbers);
    return declared.with(base, declared.scaling().unscaled(magnitude));
  }

  @Override
  HeadNorms headNorms() {
    return HeadNorms.EACH_HEAD;
  }

  @Override
  boolean postNorms() {
    return true;
  }
}
