package dev.nibble.weights.fit;

/**
 * Ascending integers at different distances, within a byte; the code of one is its index.
 *
 * <p>Two neighbours meet at a multiple of a half, so that the nearest number is the same for all of
 * an interval between two such multiples: one look-up finds it.
 */
public final class TableLevels implements Levels {
  private static final int LOWEST_HALF = 2 * Byte.MIN_VALUE;
  private static final int HIGHEST_HALF = 2 * Byte.MAX_VALUE;

  private final float[] values;
  private final byte[] codes = new byte[HIGHEST_HALF - LOWEST_HALF + 1];

  /**
   * Takes a table.
   *
   * @param values at least two integers from -128 to 127, ascending; not copied
   */
  public TableLevels(float[] values) {
    this.values = values;
    int code = 0;
    for (int half = LOWEST_HALF; half <= HIGHEST_HALF; half++) {
      if (code + 1 < values.length && half >= values[code] + values[code + 1]) {
        code++;
      }
      codes[half - LOWEST_HALF] = (byte) code;
    }
  }

  @Override
  public double lowest() {
    return values[0];
  }

  @Override
  public double highest() {
    return values[values.length - 1];
  }

  @Override
  public double lowestStep() {
    return values[1] - values[0];
  }

  @Override
  public double highestStep() {
    return values[values.length - 1] - values[values.length - 2];
  }

  @Override
  public double nearest(double x) {
    return values[code(x)];
  }

  @Override
  public byte code(double x) {
    double half = Math.min(Math.max(Math.floor(2 * x), LOWEST_HALF), HIGHEST_HALF);
    return codes[(int) half - LOWEST_HALF];
  }
}
