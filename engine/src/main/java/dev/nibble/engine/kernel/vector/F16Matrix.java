package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.HalfBits.BITS;
import static dev.nibble.engine.kernel.vector.HalfBits.ONE_MORE;
import static dev.nibble.engine.kernel.vector.HalfBits.OVERFLOW;
import static dev.nibble.engine.kernel.vector.HalfBits.REBIAS;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.scalarHalf;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.OR;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of binary16, by {@link HalfBits}: where an infinity or NaN was seen a row is computed again.
 */
final class F16Matrix extends HalvesMatrix {
  F16Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  void multiplyGroups(int first, int count, int distance, float[] x, int xAt, float[] y, int yAt) {
    MemorySegment w = data;
    for (int n = 0; n < count; n++) {
      int row = first + n;
      long row0 = row * rowBytes;
      long row1 = row0 + distance * rowBytes;
      long row2 = row1 + distance * rowBytes;
      long row3 = row2 + distance * rowBytes;
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      IntVector seen = IntVector.zero(I);
      for (int k = 0; k < columns; k += STEP) {
        long at = k * (long) Short.BYTES;
        FloatVector even = FloatVector.fromArray(F, x, xAt + k);
        FloatVector odd = FloatVector.fromArray(F, x, xAt + k + COUNT);
        IntVector w0 = IntVector.fromMemorySegment(I, w, row0 + at, LITTLE_ENDIAN);
        IntVector e0 = w0.lanewise(LSHL, 16).lanewise(ASHR, 3).lanewise(AND, BITS);
        IntVector o0 = w0.lanewise(ASHR, 3).lanewise(AND, BITS);
        seen = seen.lanewise(OR, e0.add(ONE_MORE)).lanewise(OR, o0.add(ONE_MORE));
        s0 = e0.reinterpretAsFloats().mul(REBIAS).fma(even, s0);
        s0 = o0.reinterpretAsFloats().mul(REBIAS).fma(odd, s0);
        IntVector w1 = IntVector.fromMemorySegment(I, w, row1 + at, LITTLE_ENDIAN);
        IntVector e1 = w1.lanewise(LSHL, 16).lanewise(ASHR, 3).lanewise(AND, BITS);
        IntVector o1 = w1.lanewise(ASHR, 3).lanewise(AND, BITS);
        seen = seen.lanewise(OR, e1.add(ONE_MORE)).lanewise(OR, o1.add(ONE_MORE));
        s1 = e1.reinterpretAsFloats().mul(REBIAS).fma(even, s1);
        s1 = o1.reinterpretAsFloats().mul(REBIAS).fma(odd, s1);
        IntVector w2 = IntVector.fromMemorySegment(I, w, row2 + at, LITTLE_ENDIAN);
        IntVector e2 = w2.lanewise(LSHL, 16).lanewise(ASHR, 3).lanewise(AND, BITS);
        IntVector o2 = w2.lanewise(ASHR, 3).lanewise(AND, BITS);
        seen = seen.lanewise(OR, e2.add(ONE_MORE)).lanewise(OR, o2.add(ONE_MORE));
        s2 = e2.reinterpretAsFloats().mul(REBIAS).fma(even, s2);
        s2 = o2.reinterpretAsFloats().mul(REBIAS).fma(odd, s2);
        IntVector w3 = IntVector.fromMemorySegment(I, w, row3 + at, LITTLE_ENDIAN);
        IntVector e3 = w3.lanewise(LSHL, 16).lanewise(ASHR, 3).lanewise(AND, BITS);
        IntVector o3 = w3.lanewise(ASHR, 3).lanewise(AND, BITS);
        seen = seen.lanewise(OR, e3.add(ONE_MORE)).lanewise(OR, o3.add(ONE_MORE));
        s3 = e3.reinterpretAsFloats().mul(REBIAS).fma(even, s3);
        s3 = o3.reinterpretAsFloats().mul(REBIAS).fma(odd, s3);
      }
      y[yAt + n] = s0.reduceLanes(ADD);
      y[yAt + n + distance] = s1.reduceLanes(ADD);
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD);
      y[yAt + n + 3 * distance] = s3.reduceLanes(ADD);
      if ((seen.reduceLanes(OR) & OVERFLOW) != 0) {
        for (int i = 0; i < groupRows(); i++) {
          y[yAt + n + i * distance] = exact(row + i * distance, x, xAt);
        }
      }
    }
  }

  /** A product in which infinities and NaN count as such. */
  private float exact(int row, float[] x, int xAt) {
    float total = 0;
    for (int k = 0; k < columns; k++) {
      int prepared = k / STEP * STEP + k % 2 * COUNT + k % STEP / 2;
      total += x[xAt + prepared] * scalarHalf(data, row * rowBytes + k * (long) Short.BYTES);
    }
    return total;
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    for (int i = 0; i < count; i++) {
      out[outOffset + i] = scalarHalf(data, at + i * (long) Short.BYTES);
    }
  }
}
