package dev.nibble.weights.format;

import dev.nibble.weights.fit.AffineFit;
import dev.nibble.weights.fit.AffineSearch;
import dev.nibble.weights.fit.Float16;
import dev.nibble.weights.fit.Samples;

/**
 * A block of 32 with a scale and a minimum: an element is {@code d} times its code, plus {@code m}.
 */
final class AffineCodes {
  private final float d;
  private final float m;
  private final byte[] codes;

  private AffineCodes(float d, float m, byte[] codes) {
    this.d = d;
    this.m = m;
    this.codes = codes;
  }

  /**
   * Rounds to nearest, or searches where elements differ in importance.
   *
   * @param row the elements of a row
   * @param first the first of the block in {@code row}
   * @param importance one factor for each element of the row; empty where all weigh the same
   * @param highest the highest code
   */
  static AffineCodes of(float[] row, int first, float[] importance, int highest) {
    return importance.length == 0
        ? rounded(row, first, highest)
        : searched(row, first, importance, highest);
  }

  /**
   * Rounds to nearest, from the lowest element with code 0 to the highest with the highest code.
   *
   * @param row the elements of a row
   * @param first the first of the block in {@code row}
   * @param highest the highest code
   */
  private static AffineCodes rounded(float[] row, int first, int highest) {
    float min = row[first];
    float max = row[first];
    for (int i = first + 1; i < first + BlockCodes.COUNT; i++) {
      min = Math.min(min, row[i]);
      max = Math.max(max, row[i]);
    }
    float d = (max - min) / highest;
    byte[] codes = Rounding.codes(row, first, min, Rounding.inverse(d), 0.5f, highest);
    return new AffineCodes(d, min, codes);
  }

  /**
   * Searches for a low weighted sum of squared errors.
   *
   * @param row the elements of a row
   * @param first the first of the block in {@code row}
   * @param importance one factor for each element of the row
   * @param highest the highest code
   */
  private static AffineCodes searched(float[] row, int first, float[] importance, int highest) {
    Samples block = Samples.of(row, first, BlockCodes.COUNT, importance);
    AffineSearch search = new AffineSearch(highest, true);
    AffineFit fit = search.fit(block);
    float m = Float16.nearest(-fit.minimum(), 0);
    float d = Float16.nearest(fit.scaleFor(-m), search.reach(block, -m));
    byte[] codes = new byte[block.count()];
    search.codes(block, d, -m, codes, 0);
    return new AffineCodes(d, m, codes);
  }

  /** The scale, before it is rounded to the f16 that is stored. */
  float d() {
    return d;
  }

  /** The minimum, before it is rounded too. */
  float m() {
    return m;
  }

  /** The code of each element. */
  byte[] codes() {
    return codes;
  }
}
