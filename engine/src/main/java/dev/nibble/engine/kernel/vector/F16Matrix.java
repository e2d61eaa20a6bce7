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
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long row0 = row * rowBytes;
    long row1 = row0 + distance * rowBytes;
    long row2 = row1 + distance * rowBytes;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    for (int k = 0; k < columns; k += COUNT) {
      FloatVector a = f32(x, xAt + k);
      long at = (long) k * Short.BYTES;
      s0 = f16(data, row0 + at).fma(a, s0);
      s1 = f16(data, row1 + at).fma(a, s1);
      s2 = f16(data, row2 + at).fma(a, s2);
    }
    y[yAt] = sum(s0);
    y[yAt + distance] = sum(s1);
    y[yAt + 2 * distance] = sum(s2);
  }
}
