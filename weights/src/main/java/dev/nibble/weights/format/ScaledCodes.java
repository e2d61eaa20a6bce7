package dev.nibble.weights.format;

import dev.nibble.weights.fit.Float16;
import dev.nibble.weights.fit.IntegerLevels;
import dev.nibble.weights.fit.Levels;
import dev.nibble.weights.fit.Samples;
import dev.nibble.weights.fit.ScaleSearch;

/** A block of 32 with a scale: an element is {@code d} times the level of its code. */
final class ScaledCodes {
  private final float d;
  private final byte[] codes;

  private ScaledCodes(float d, byte[] codes) {
    this.d = d;
    this.codes = codes;
  }

  /**
   * Rounds to nearest, or searches where elements differ in importance; then large elements weigh
   * more.
   *
   * @param row the elements of a row
   * @param first the first of the block in {@code row}
   * @param importance one factor for each element of the row; empty where all weigh the same
   * @param levels as many below 0 as from 0 on
   */
  static ScaledCodes of(float[] row, int first, float[] importance, IntegerLevels levels) {
    return importance.length == 0
        ? rounded(row, first, levels)
        : searched(Samples.of(row, first, BlockCodes.COUNT, importance).emphasizingLarge(), levels);
  }

  /**
   * Rounds to nearest, with the scale that makes the extreme element the lowest level.
   *
   * @param row the elements of a row
   * @param first the first of the block in {@code row}
   * @param levels as many below 0 as from 0 on
   */
  private static ScaledCodes rounded(float[] row, int first, IntegerLevels levels) {
    float lowest = (float) levels.lowest();
    float d = Rounding.extreme(row, first, BlockCodes.COUNT) / lowest;
    int largest = (int) (levels.highest() - levels.lowest());
    float inverse = Rounding.inverse(d);
    return new ScaledCodes(d, Rounding.codes(row, first, 0, inverse, 0.5f - lowest, largest));
  }

  /**
   * Searches for a low weighted sum of squared errors.
   *
   * @param block the elements
   * @param levels what the codes can stand for
   */
  static ScaledCodes searched(Samples block, Levels levels) {
    ScaleSearch search = new ScaleSearch(levels);
    double scale = search.fit(block).scale();
    float d = Float16.nearest(scale, levels.reach(block, scale));
    byte[] codes = new byte[block.count()];
    search.codes(block, d, codes, 0);
    return new ScaledCodes(d, codes);
  }

  /** The scale, before it is rounded to the f16 that is stored. */
  float d() {
    return d;
  }

  /** The code of each element. */
  byte[] codes() {
    return codes;
  }
}
