package dev.nibble.engine.kernel.vector;

/**
 * Sums of the activations that meet a block of 32: a block's minimum, or the offset of its codes,
 * is multiplied with its sum and not added to each weight.
 */
final class BlockSums {
  private static final int BLOCK = 32;

  private BlockSums() {}

  /** Sums of a token. */
  static int count(int columns) {
    return columns / BLOCK;
  }

  /**
   * Sums the activations of a token.
   *
   * @param x activations
   * @param xOffset where they start
   * @param columns how many
   * @param factor what each sum is multiplied with
   * @param out receives {@link #count} sums
   * @param outOffset where the first goes
   */
  static void put(float[] x, int xOffset, int columns, float factor, float[] out, int outOffset) {
    for (int block = 0; block < count(columns); block++) {
      out[outOffset + block] = factor * Lanes.sum(x, xOffset + block * BLOCK, BLOCK);
    }
  }
}
