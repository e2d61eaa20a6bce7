package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Rows of binary32. */
final class F32Matrix extends FusedMatrix {
  F32Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  void multiplyGroups(int first, int count, int distance, float[] x, int xAt, float[] y, int yAt) {
    MemorySegment w = data;
    for (int n = 0; n < count; n++) {
      long row0 = (first + n) * rowBytes;
      long row1 = row0 + distance * rowBytes;
      long row2 = row1 + distance * rowBytes;
      long row3 = row2 + distance * rowBytes;
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      for (int k = 0; k < columns; k += COUNT) {
        long at = k * (long) Float.BYTES;
        FloatVector a = FloatVector.fromArray(F, x, xAt + k);
        s0 = FloatVector.fromMemorySegment(F, w, row0 + at, LITTLE_ENDIAN).fma(a, s0);
        s1 = FloatVector.fromMemorySegment(F, w, row1 + at, LITTLE_ENDIAN).fma(a, s1);
        s2 = FloatVector.fromMemorySegment(F, w, row2 + at, LITTLE_ENDIAN).fma(a, s2);
        s3 = FloatVector.fromMemorySegment(F, w, row3 + at, LITTLE_ENDIAN).fma(a, s3);
      }
      y[yAt + n] = s0.reduceLanes(ADD);
      y[yAt + n + distance] = s1.reduceLanes(ADD);
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD);
      y[yAt + n + 3 * distance] = s3.reduceLanes(ADD);
    }
  }
}
