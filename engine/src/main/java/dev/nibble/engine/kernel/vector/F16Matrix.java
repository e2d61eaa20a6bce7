package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f16;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;

/** Rows of binary16. */
final class F16Matrix extends FusedMatrix {
  F16Matrix(Tensor tensor) {
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
    long at = row * rowBytes;
    for (int k = 0; k < columns; k += COUNT) {
      FloatVector activation = f32(x, xOffset + k);
      long w = at + (long) k * Short.BYTES;
      s0 = f16(data, w).fma(activation, s0);
      s1 = f16(data, w + rowBytes).fma(activation, s1);
    }
    y[yOffset] = sum(s0);
    y[yOffset + 1] = sum(s1);
  }
}
