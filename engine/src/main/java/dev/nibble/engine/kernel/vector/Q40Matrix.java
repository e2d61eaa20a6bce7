package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.scalarF16;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of Q4_0. The offset of 8 is taken from the sum of a block, {@code sum of (q - 8) x = sum of
 * q x - 8 sum of x}, whose second term all rows share.
 */
final class Q40Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int HALF = BLOCK / 2;
  private static final int BLOCK_BYTES = 18;

  /** Where the quants start in a block, behind the scale. */
  private static final int QUANTS = Short.BYTES;

  Q40Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int fusedRows() {
    return 2;
  }

  @Override
  void multiplyFused(int row, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    long w0 = row * rowBytes;
    for (int block = xOffset; block < xOffset + columns; block += BLOCK) {
      long w1 = w0 + rowBytes;
      FloatVector b0 = minusEightSums(x, block);
      FloatVector b1 = b0;
      for (int i = 0; i < HALF; i += COUNT) {
        FloatVector low = f32(x, block + i);
        FloatVector high = f32(x, block + HALF + i);
        b0 = multiplyAdd(w0 + QUANTS + i, low, high, b0);
        b1 = multiplyAdd(w1 + QUANTS + i, low, high, b1);
      }
      s0 = b0.fma(FloatVector.broadcast(F, scalarF16(data, w0)), s0);
      s1 = b1.fma(FloatVector.broadcast(F, scalarF16(data, w1)), s1);
      w0 += BLOCK_BYTES;
    }
    y[yOffset] = sum(s0);
    y[yOffset + 1] = sum(s1);
  }

  private static FloatVector minusEightSums(float[] x, int block) {
    FloatVector sums = FloatVector.zero(F);
    for (int i = 0; i < BLOCK; i += COUNT) {
      sums = sums.add(f32(x, block + i));
    }
    return sums.mul(-8);
  }

  private FloatVector multiplyAdd(long at, FloatVector low, FloatVector high, FloatVector sum) {
    IntVector pairs = uint8(data, at);
    FloatVector withLow = toFloat(pairs.and(0xF)).fma(low, sum);
    return toFloat(pairs.lanewise(LSHR, 4)).fma(high, withLow);
  }
}
