package dev.nibble.engine.model;

import dev.nibble.engine.kernel.Rotation;

/**
 * The angles of rotary position embedding (Su et al. 2021, equation 15): pair {@code i} of {@code
 * n} turns by {@code position * base^(-i / n) / factor[i]}.
 */
final class RotaryEmbedding {
  private final double[] frequencies;
  private Rotation rotation = new Rotation(new float[0], new float[0], 0);

  /**
   * Computes the frequencies.
   *
   * @param pairs rotated pairs of channels in a head
   * @param base the base of the frequencies
   * @param factors divisors {@code [pairs]}, all over 0; empty for none
   */
  RotaryEmbedding(int pairs, float base, float[] factors) {
    frequencies = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      double factor = factors.length == 0 ? 1 : factors[i];
      frequencies[i] = Math.pow(base, -(double) i / pairs) / factor;
    }
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
      rotation = new Rotation(new float[count * pairs], new float[count * pairs], pairs);
    }
    for (int t = 0; t < count; t++) {
      for (int i = 0; i < pairs; i++) {
        double angle = (position + t) * frequencies[i];
        rotation.cos()[t * pairs + i] = (float) Math.cos(angle);
        rotation.sin()[t * pairs + i] = (float) Math.sin(angle);
      }
    }
    return rotation;
  }
}
