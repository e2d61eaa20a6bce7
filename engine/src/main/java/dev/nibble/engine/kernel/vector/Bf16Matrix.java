package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.bf16;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rows of bfloat16: the upper half of a binary32. */
final class Bf16Matrix extends HalvesMatrix {
  private static final IntVector UPPER_HALF = Lanes.integers(0xFFFF_0000);

  Bf16Matrix(Tensor tensor) {
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
      for (int k = 0; k < columns; k += STEP) {
        long at = k * (long) Short.BYTES;
        FloatVector even = FloatVector.fromArray(F, x, xAt + k);
        FloatVector odd = FloatVector.fromArray(F, x, xAt + k + COUNT);
        IntVector w0 = IntVector.fromMemorySegment(I, w, row0 + at, LITTLE_ENDIAN);
        s0 = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(even, s0);
        s0 = w0.lanewise(AND, UPPER_HALF).reinterpretAsFloats().fma(odd, s0);
        IntVector w1 = IntVector.fromMemorySegment(I, w, row1 + at, LITTLE_ENDIAN);
        s1 = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(even, s1);
        s1 = w1.lanewise(AND, UPPER_HALF).reinterpretAsFloats().fma(odd, s1);
        IntVector w2 = IntVector.fromMemorySegment(I, w, row2 + at, LITTLE_ENDIAN);
        s2 = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(even, s2);
        s2 = w2.lanewise(AND, UPPER_HALF).reinterpretAsFloats().fma(odd, s2);
        IntVector w3 = IntVector.fromMemorySegment(I, w, row3 + at, LITTLE_ENDIAN);
        s3 = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(even, s3);
        s3 = w3.lanewise(AND, UPPER_HALF).reinterpretAsFloats().fma(odd, s3);
      }
      y[yAt + n] = s0.reduceLanes(ADD);
      y[yAt + n + distance] = s1.reduceLanes(ADD);
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD);
      y[yAt + n + 3 * distance] = s3.reduceLanes(ADD);
    }
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    int bound = F.loopBound(count);
    for (int k = 0; k < bound; k += COUNT) {
      bf16(data, at + (long) k * Short.BYTES).intoArray(out, outOffset + k);
    }
    if (bound < count) {
      super.unpack(at + (long) bound * Short.BYTES, count - bound, out, outOffset + bound);
    }
  }
}
