package dev.nibble.engine.model;

import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeScaling;
import dev.nibble.engine.architecture.RopeScaling.YarnRamp;
import dev.nibble.engine.kernel.Rotation;

/**
 * The angles of rotary position embedding (Su et al. 2021, equation 15): pair {@code i} of {@code
 * n} turns by {@code position * base^(-i / n) / factor[i]}, scaled as the model asks for.
 */
final class RotaryEmbedding {
  private final RopeConfig config;
  private final double[] frequencies;
  private Rotation rotation;

  /**
   * Computes the frequencies.
   *
   * @param config what turns, and how fast
   * @param factors divisors of the frequencies, one for each pair, all over 0; empty for none
   */
  RotaryEmbedding(RopeConfig config, float[] factors) {
    this.config = config;
    int pairs = config.rotatedChannels() / 2;
    frequencies = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      double factor = factors.length == 0 ? 1 : factors[i];
      double frequency = Math.pow(config.base(), -(double) i / pairs) / factor;
      frequencies[i] = frequency * scale(i, pairs);
    }
    rotation = new Rotation(config.pairing(), new float[0], new float[0], pairs);
  }

  /** What the frequency of a pair is multiplied with, so that far positions become near ones. */
  private double scale(int pair, int pairs) {
    RopeScaling scaling = config.scaling();
    double divided = 1 / (double) scaling.factor();
    if (scaling.ramp().isEmpty()) {
      return divided;
    }
    YarnRamp ramp = scaling.ramp().get();
    double first = Math.max(0, Math.floor(pairThatTurns(ramp.fastTurns(), pairs)));
    double last = Math.min(2 * pairs - 1, Math.ceil(pairThatTurns(ramp.slowTurns(), pairs)));
    double share = (pair - first) / Math.max(0.001, last - first);
    double interpolated = Math.clamp(share, 0, 1);
    return interpolated * divided + (1 - interpolated);
  }

  /** The pair, with a fraction, that makes so many turns within the original context. */
  private double pairThatTurns(double turns, int pairs) {
    double positions = config.scaling().originalContext();
    return pairs * Math.log(positions / (turns * 2 * Math.PI)) / Math.log(config.base());
  }

  /**
   * The angles of neighbouring positions, valid until the next call.
   *
   * @param position the first
   * @param count how many
   */
  Rotation at(int position, int count) {
    int pairs = frequencies.length;
    if (rotation.cos().length < count * pairs) {
      float[] cos = new float[count * pairs];
      rotation = new Rotation(config.pairing(), cos, new float[cos.length], pairs);
    }
    float magnitude = config.scaling().magnitude();
    for (int t = 0; t < count; t++) {
      for (int i = 0; i < pairs; i++) {
        double angle = (position + t) * frequencies[i];
        rotation.cos()[t * pairs + i] = (float) Math.cos(angle) * magnitude;
        rotation.sin()[t * pairs + i] = (float) Math.sin(angle) * magnitude;
      }
    }
    return rotation;
  }
}
