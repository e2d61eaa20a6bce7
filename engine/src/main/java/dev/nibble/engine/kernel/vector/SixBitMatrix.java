package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.BLOCK;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.SixBitScales.UNIT_GROUPS;

import dev.nibble.weights.Tensor;

/**
 * Rows of Q4_K and Q5_K, whose blocks have the same head: a scale and a minimum for each group of
 * 32. A minimum is multiplied with the sum of its group's activations, a scale with the same sum
 * and what the kernel adds to each code.
 */
abstract sealed class SixBitMatrix extends SuperBlockMatrix permits Q4KMatrix, Q5KMatrix {
  /** Weights that share a scale and a minimum. */
  static final int GROUP = SixBitScales.GROUP;

  private final int blockBytes;
  private final float added;

  /**
   * Prepares the weights.
   *
   * @param added what the kernel adds to each code
   */
  SixBitMatrix(Tensor tensor, float added) {
    super(tensor, SixBitScales.ORDER);
    this.blockBytes = tensor.type().blockBytes();
    this.added = added;
  }

  @Override
  final void sum(float[] x, int k, float[] out, int at) {
    for (int group = 0; group < SixBitScales.GROUPS; group++) {
      float sum = Lanes.sum(x, k + group * GROUP, GROUP);
      out[at + scaleOf(group)] = -added * sum;
      out[at + scaleOf(group) + UNIT_GROUPS] = sum;
    }
  }

  /**
   * Makes one vector of each group of a pair floats.
   *
   * @param block where the block lies, plus the vector's first byte in a group
   * @param pair which two groups, 0 to 3
   * @param scale of the first group
   * @param minimum of the first group
   * @param nextScale of the second group
   * @param nextMinimum of the second group
   * @param out receives them
   * @param to where the first group's go; the second's stand a group behind
   */
  abstract void unpackPair(
      long block,
      int pair,
      float scale,
      float minimum,
      float nextScale,
      float nextMinimum,
      float[] out,
      int to);

  @Override
  final void unpack(long at, int count, float[] out, int outOffset) {
    for (int n = 0; n < count / BLOCK; n++) {
      long block = at + n * (long) blockBytes;
      int k = outOffset + n * BLOCK;
      // The scales wait where the block's last weights will go.
      int scales = k + BLOCK - SUMS;
      SixBitScales.read(data, block, out, scales);
      for (int pair = 0; pair < SixBitScales.GROUPS / 2; pair++) {
        int first = scales + scaleOf(2 * pair);
        float scale = out[first];
        float minimum = out[first + UNIT_GROUPS];
        float nextScale = out[first + 1];
        float nextMinimum = out[first + 1 + UNIT_GROUPS];
        for (int i = 0; i < GROUP; i += COUNT) {
          int to = k + pair * 2 * GROUP + i;
          unpackPair(block + i, pair, scale, minimum, nextScale, nextMinimum, out, to);
        }
      }
    }
  }

  /** Where a group's scale stands among the numbers of a block. */
  private static int scaleOf(int group) {
    return group / UNIT_GROUPS * COUNT + group % UNIT_GROUPS;
  }
}
