package dev.nibble.engine.model;

import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeScaling.YarnRamp;
import dev.nibble.engine.architecture.Rotation;
import java.util.Arrays;

/**
 * The angles of rotary position embedding (Su et al. 2021, equation 15): pair {@code i} of {@code
 * n} turns by {@code position * base^(-i / n) / factor[i]}, scaled as the model asks for.
 *
 * <p>Each angle is the one before times a ratio, in binary32, as in ggml: far from the beginning of
 * a text, rounding so gives other angles than a power for each pair would, and models are compared
 * by ggml's numbers.
 */
final class RotaryEmbedding {
  private final RopeConfig config;
  private final float ratio;

  /** What the angles are divided by; 1 for no factor. */
  private final float[] factors;

  /** How much of a pair's angle is spared the division of positions: 0 for none of it. */
  private final float[] spared;

  /**
   * Prepares what does not depend on the position.
   *
   * @param config what turns, and how fast
   * @param factors divisors of the frequencies, one for each pair, all over 0; empty for none
   */
  RotaryEmbedding(RopeConfig config, float[] factors) {
    this.config = config;
    int pairs = config.rotatedChannels() / 2;
    this.ratio = (float) Math.pow(config.base(), -2f / config.rotatedChannels());
    this.factors = factors.length == 0 ? ones(pairs) : factors;
    this.spared = new float[pairs];
    for (int i = 0; i < pairs; i++) {
      spared[i] = spared(i, pairs);
    }
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private float spared(int pair, int pairs) {
    if (config.scaling().ramp().isEmpty()) {
      return 0;
    }
    YarnRamp ramp = config.scaling().ramp().get();
    double first = Math.max(0, Math.floor(pairThatTurns(ramp.fastTurns(), pairs)));
    double last = Math.min(2 * pairs - 1, Math.ceil(pairThatTurns(ramp.slowTurns(), pairs)));
    float share = (float) ((pair - first) / Math.max(0.001, last - first));
    return 1 - Math.clamp(share, 0, 1);
  }

  /** The pair, with a fraction, that makes so many turns within the original context. */
  private double pairThatTurns(double turns, int pairs) {
    double positions = config.scaling().originalContext();
    return pairs * Math.log(positions / (turns * 2 * Math.PI)) / Math.log(config.base());
  }

  /**
   * Computes the angles of neighbouring positions.
   *
   * @param position the first
   * @param count how many
   * @param rotation receives them
   * @param token where in it those of the first position go
   */
  void fill(int position, int count, Rotation rotation, int token) {
    int pairs = spared.length;
    float magnitude = config.scaling().magnitude();
    float scale = 1 / config.scaling().factor();
    for (int t = 0; t < count; t++) {
      float unscaled = position + t;
      int at = (token + t) * pairs;
      for (int i = 0; i < pairs; i++) {
        float far = unscaled / factors[i];
        float near = scale * far;
        float angle = near * (1 - spared[i]) + far * spared[i];
        rotation.cos()[at + i] = (float) Math.cos(angle) * magnitude;
        rotation.sin()[at + i] = (float) Math.sin(angle) * magnitude;
        unscaled *= ratio;
      }
    }
  }
}
