package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.RopeScaling.YarnRamp;

/**
 * What YaRN leaves to a model.
 *
 * @param ramp which pairs are spared
 * @param logMultiplier how much of the magnitude that grows with the factor is taken back again: 0
 *     for nothing, 1 for all
 */
record Yarn(YarnRamp ramp, float logMultiplier) {
  /** What the authors of YaRN recommend for llama. */
  static final Yarn RECOMMENDED = new Yarn(new YarnRamp(32, 1), 0);

  /** The factor on the turned channels (Peng et al. 2023, equation 15). */
  float magnitude(float factor) {
    double log = Math.log(Math.max(1, factor));
    return (float) ((0.1 * log + 1) / (0.1 * logMultiplier * log + 1));
  }
}
