package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.bf16;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;

/** Rows of bfloat16. */
final class Bf16Matrix extends FusedMatrix {
  Bf16Matrix(Tensor tensor) {
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
    long at = row * rowBytes;
    for (int k = 0; k < columns; k += COUNT) {
      FloatVector activation = f32(x, xOffset + k);
      long w = at + (long) k * Short.BYTES;
      s0 = bf16(data, w).fma(activation, s0);
      s1 = bf16(data, w + rowBytes).fma(activation, s1);
      s2 = bf16(data, w + 2 * rowBytes).fma(activation, s2);
      s3 = bf16(data, w + 3 * rowBytes).fma(activation, s3);
    }
    y[yOffset] = sum(s0);
    y[yOffset + 1] = sum(s1);
    y[yOffset + 2] = sum(s2);
    y[yOffset + 3] = sum(s3);
  }
}
