package dev.nibble.weights.quantize;

/**
 * What the input channels of one weight tensor carried: sums of squares, and over how many tokens.
 *
 * <p>A tensor that holds several matrices side by side, the experts of a mixture, has sums and a
 * count for each; a plain one is a single expert.
 *
 * @param sums {@code [experts][columns]}, the sum of {@code x^2} over the tokens; finite, 0 or more
 * @param counts {@code [experts]}, the tokens that each expert saw; 0, or 1 or more
 */
@SuppressWarnings("ArrayRecordComponent") // held by one statistic, never compared
public record ChannelSquares(float[] sums, float[] counts) {
  /**
   * No channel weighs less than this part of the mean over all. One that was silent over a text may
   * speak over the next; and a block of silent channels alone still has to be rounded somehow.
   */
  private static final double FLOOR = 1e-6;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if there is no count, or not the same number of sums for each
   */
  public ChannelSquares {
    if (counts.length == 0 || sums.length == 0 || sums.length % counts.length != 0) {
      throw new IllegalArgumentException(
          "%d sums and %d counts, expected one or more counts and as many columns for each"
              .formatted(sums.length, counts.length));
    }
  }

  /**
   * The squares that one plain tensor saw.
   *
   * @param sums {@code [columns]}, finite and 0 or more
   * @param tokens how many tokens, 1 or more
   * @return the squares, rounded to binary32
   * @throws IllegalArgumentException if a sum is too large for that
   */
  public static ChannelSquares of(double[] sums, long tokens) {
    float[] rounded = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      rounded[i] = (float) sums[i];
      if (!Float.isFinite(rounded[i])) {
        throw new IllegalArgumentException(
            "the squares of channel %d sum up to %s, expected at most %s"
                .formatted(i, sums[i], Float.MAX_VALUE));
      }
    }
    return new ChannelSquares(rounded, new float[] {tokens});
  }

  /** Input channels of an expert. */
  public int columns() {
    return sums.length / counts.length;
  }

  /**
   * The mean square of each channel over all tokens, whichever expert saw them, and never less than
   * a millionth of the mean over all channels.
   *
   * @return {@code [columns]}, each above 0; empty where no token was seen or all were silent
   */
  float[] means() {
    double[] means = new double[columns()];
    double tokens = 0;
    for (int expert = 0; expert < counts.length; expert++) {
      if (counts[expert] > 0) {
        tokens += counts[expert];
        for (int i = 0; i < means.length; i++) {
          means[i] += sums[expert * means.length + i];
        }
      }
    }
    double total = 0;
    for (int i = 0; i < means.length; i++) {
      means[i] /= Math.max(1, tokens);
      total += means[i];
    }
    return total == 0 ? new float[0] : floored(means, FLOOR * total / means.length);
  }

  private static float[] floored(double[] means, double floor) {
    float[] out = new float[means.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.max(means[i], Math.max(floor, Float.MIN_NORMAL));
    }
    return out;
  }
}
