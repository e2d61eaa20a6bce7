package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.int8;
import static dev.nibble.engine.kernel.vector.Lanes.scalarF16;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;

/** Rows of Q8_0: the scale is applied to the sum of a block. */
final class Q80Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 34;

  /** Where the quants start in a block, behind the scale. */
  private static final int QUANTS = Short.BYTES;

  Q80Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int fusedRows() {
    return 4;
  }

  @Override
  void multiplyFused(int row, float[] x, int xOffset, float[] y, int yOffset) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long w0 = row * rowBytes;
    for (int block = xOffset; block < xOffset + columns; block += BLOCK) {
      long w1 = w0 + rowBytes;
      long w2 = w1 + rowBytes;
      long w3 = w2 + rowBytes;
      FloatVector b0 = FloatVector.zero(F);
      FloatVector b1 = b0;
      FloatVector b2 = b0;
      FloatVector b3 = b0;
      for (int i = 0; i < BLOCK; i += COUNT) {
        FloatVector activation = f32(x, block + i);
        b0 = int8(data, w0 + QUANTS + i).fma(activation, b0);
        b1 = int8(data, w1 + QUANTS + i).fma(activation, b1);
        b2 = int8(data, w2 + QUANTS + i).fma(activation, b2);
        b3 = int8(data, w3 + QUANTS + i).fma(activation, b3);
      }
      s0 = b0.fma(FloatVector.broadcast(F, scalarF16(data, w0)), s0);
      s1 = b1.fma(FloatVector.broadcast(F, scalarF16(data, w1)), s1);
      s2 = b2.fma(FloatVector.broadcast(F, scalarF16(data, w2)), s2);
      s3 = b3.fma(FloatVector.broadcast(F, scalarF16(data, w3)), s3);
      w0 += BLOCK_BYTES;
    }
    y[yOffset] = sum(s0);
    y[yOffset + 1] = sum(s1);
    y[yOffset + 2] = sum(s2);
    y[yOffset + 3] = sum(s3);
  }
}
