package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.lowerNibbles;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static dev.nibble.engine.kernel.vector.Lanes.upperNibbles;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rows of Q4_K. */
final class Q4KMatrix extends SixBitMatrix {
  private static final int BLOCK_BYTES = 144;
  private static final int QUANTS = SixBitScales.BYTES;

  Q4KMatrix(Tensor tensor) {
    super(tensor);
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
  void unpackPair(
      long block,
      int pair,
      float scale,
      float minimum,
      float nextScale,
      float nextMinimum,
      float[] out,
      int to) {
    IntVector bytes = uint8(data, block + QUANTS + (long) pair * GROUP);
    store(lowerNibbles(bytes), scale, minimum, out, to);
    store(upperNibbles(bytes), nextScale, nextMinimum, out, to + GROUP);
  }
}
