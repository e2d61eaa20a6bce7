package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of Q4_K and Q5_K, whose blocks have the same head: a scale and a minimum for each group of
 * 32. A minimum is multiplied with the sum of its group's activations, which is prepared once for
 * all rows.
 */
abstract sealed class SixBitMatrix extends FusedMatrix permits Q4KMatrix, Q5KMatrix {
  static final int BLOCK = SixBitScales.BLOCK;

  /** Weights that share a scale and a minimum. */
  static final int GROUP = SixBitScales.GROUP;

  private final int blockBytes;

  SixBitMatrix(Tensor tensor) {
    super(tensor);
    blockBytes = tensor.type().blockBytes();
  }

  @Override
  final int preparedFloats() {
    return SixBitScales.prepared(columns);
  }

  @Override
  final void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    SixBitScales.prepare(x, xOffset, columns, out, outOffset);
  }

  @Override
  final int groupRows() {
    return 1;
  }

  @Override
  final int scaleFloats() {
    return columns / BLOCK * SixBitScales.FLOATS;
  }

  @Override
  final void readScales(int row, float[] out, int outOffset) {
    SixBitScales.read(data, row * rowBytes, rowBytes, blockBytes, out, outOffset);
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
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      // The scales wait where the block's last weights will go.
      int scales = k + BLOCK - SixBitScales.FLOATS;
      SixBitScales.readOne(data, block, out, scales);
      for (int pair = 0; pair < 4; pair++) {
        int first = scales + SixBitScales.ofPair(pair);
        int next = first + SixBitScales.NEXT_GROUP;
        float scale = out[first];
        float minimum = out[first + SixBitScales.GROUPS];
        float nextScale = out[next];
        float nextMinimum = out[next + SixBitScales.GROUPS];
        for (int i = 0; i < GROUP; i += COUNT) {
          int to = k + pair * 2 * GROUP + i;
          unpackPair(block + i, pair, scale, minimum, nextScale, nextMinimum, out, to);
        }
      }
      block += blockBytes;
    }
  }

  static void store(FloatVector q, float scale, float minimum, float[] out, int to) {
    q.mul(scale).add(minimum).intoArray(out, to);
  }
}
