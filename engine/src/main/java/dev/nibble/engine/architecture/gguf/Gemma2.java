package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.OutputConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;

/**
 * Gemma 2 (Rivière et al. 2024): a window in every other layer, capped scores and logits, norms
 * behind the blocks too.
 */
final class Gemma2 extends Gemma {
  private static final int LAYERS_OF_27B = 46;
  private static final int WINDOW = 4096;
  private static final int WINDOW_PERIOD = 2;
  private static final float ATTENTION_CAP = 50;
  private static final float LOGIT_CAP = 30;

  Gemma2() {
    super("gemma2");
  }

  @Override
  OutputConfig output(Numbers numbers) throws GgufFormatException {
    return new OutputConfig(1, numbers.floating("final_logit_softcapping", LOGIT_CAP));
  }

  @Override
  float attentionScale(Numbers numbers, Dimensions sizes) {
    return attentionScale(sizes, LAYERS_OF_27B);
  }

  @Override
  float attentionSoftCap(Numbers numbers) throws GgufFormatException {
    return numbers.floating("attn_logit_softcapping", ATTENTION_CAP);
  }

  @Override
  int window(Numbers numbers, int layer) throws GgufFormatException, UnsupportedModelException {
    int length = SlidingWindow.declared(numbers).orElse(WINDOW);
    return SlidingWindow.of(numbers, layer, WINDOW_PERIOD, length);
  }

  @Override
  RopeConfig windowRope(Numbers numbers, RopeConfig declared) throws GgufFormatException {
    return declared.with(SlidingWindow.ropeBase(numbers, declared.base()), declared.scaling());
  }

  @Override
  boolean postNorms() {
    return true;
  }
}
