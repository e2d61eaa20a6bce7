package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.lowerNibbles;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static dev.nibble.engine.kernel.vector.Lanes.upperNibbles;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of Q4_K. The minimum of a group of 32 is multiplied with the sum of its activations, which
 * is prepared once for all rows.
 */
final class Q4KMatrix extends FusedMatrix {
  private static final int BLOCK = SixBitScales.BLOCK;
  private static final int BLOCK_BYTES = 144;
  private static final int QUANTS = SixBitScales.BYTES;

  /** Weights that share a scale and a minimum. */
  private static final int GROUP = SixBitScales.GROUP;

  Q4KMatrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int preparedFloats() {
    return SixBitScales.prepared(columns);
  }

  @Override
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    SixBitScales.prepare(x, xOffset, columns, out, outOffset);
  }

  @Override
  int groupRows() {
    return 1;
  }

  @Override
  int scaleFloats() {
    return columns / BLOCK * SixBitScales.FLOATS;
  }

  @Override
  void readScales(int row, float[] out, int outOffset) {
    SixBitScales.read(data, row * rowBytes, rowBytes, BLOCK_BYTES, out, outOffset);
  }

  @Override
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long quants = row * rowBytes + QUANTS;
    FloatVector sum = FloatVector.zero(F);
    int k = xAt;
    for (int pair = 0; pair < columns / (2 * GROUP); pair++) {
      long at = quants + (pair >> 2) * (long) BLOCK_BYTES + (pair & 3) * (long) GROUP;
      IntVector bytes = uint8(data, at);
      FloatVector lower = lowerNibbles(bytes).mul(f32(x, k));
      FloatVector upper = upperNibbles(bytes).mul(f32(x, k + GROUP));
      for (int i = COUNT; i < GROUP; i += COUNT) {
        IntVector next = uint8(data, at + i);
        lower = lowerNibbles(next).fma(f32(x, k + i), lower);
        upper = upperNibbles(next).fma(f32(x, k + GROUP + i), upper);
      }
      int scale = scalesAt + SixBitScales.ofPair(pair);
      sum = lower.fma(FloatVector.broadcast(F, x[scale]), sum);
      sum = upper.fma(FloatVector.broadcast(F, x[scale + SixBitScales.NEXT_GROUP]), sum);
      k += 2 * GROUP;
    }
    y[yAt] = sum(sum);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      // The scales wait where the block's last weights will go.
      int scales = k + BLOCK - SixBitScales.FLOATS;
      SixBitScales.readOne(data, block, out, scales);
      for (int pair = 0; pair < 4; pair++) {
        int lower = scales + SixBitScales.ofPair(pair);
        int upper = lower + SixBitScales.NEXT_GROUP;
        float lowerScale = out[lower];
        float lowerMinimum = out[lower + SixBitScales.GROUPS];
        float upperScale = out[upper];
        float upperMinimum = out[upper + SixBitScales.GROUPS];
        for (int i = 0; i < GROUP; i += COUNT) {
          IntVector bytes = uint8(data, block + QUANTS + (long) pair * GROUP + i);
          int to = k + pair * 2 * GROUP + i;
          store(bytes.and(0xF), lowerScale, lowerMinimum, out, to);
          store(bytes.lanewise(LSHR, 4), upperScale, upperMinimum, out, to + GROUP);
        }
      }
      block += BLOCK_BYTES;
    }
  }

  private static void store(IntVector q, float scale, float minimum, float[] out, int to) {
    toFloat(q).mul(scale).add(minimum).intoArray(out, to);
  }
}
