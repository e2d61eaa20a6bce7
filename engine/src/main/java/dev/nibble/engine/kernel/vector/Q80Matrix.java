package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.B;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.SHORT;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.int8;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.B2F;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
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
      for (int block = 0; block < columns / BLOCK; block++) {
        long at = block * (long) BLOCK_BYTES;
        int k = xAt + block * BLOCK;
        FloatVector a = FloatVector.fromArray(F, x, k);
        ByteVector q0 = ByteVector.fromMemorySegment(B, w, row0 + at + QUANTS, LITTLE_ENDIAN);
        FloatVector p0 = ((FloatVector) q0.convertShape(B2F, F, 0)).mul(a);
        ByteVector q1 = ByteVector.fromMemorySegment(B, w, row1 + at + QUANTS, LITTLE_ENDIAN);
        FloatVector p1 = ((FloatVector) q1.convertShape(B2F, F, 0)).mul(a);
        ByteVector q2 = ByteVector.fromMemorySegment(B, w, row2 + at + QUANTS, LITTLE_ENDIAN);
        FloatVector p2 = ((FloatVector) q2.convertShape(B2F, F, 0)).mul(a);
        ByteVector q3 = ByteVector.fromMemorySegment(B, w, row3 + at + QUANTS, LITTLE_ENDIAN);
        FloatVector p3 = ((FloatVector) q3.convertShape(B2F, F, 0)).mul(a);
        for (int i = COUNT; i < BLOCK; i += COUNT) {
          a = FloatVector.fromArray(F, x, k + i);
          q0 = ByteVector.fromMemorySegment(B, w, row0 + at + QUANTS + i, LITTLE_ENDIAN);
          p0 = ((FloatVector) q0.convertShape(B2F, F, 0)).fma(a, p0);
          q1 = ByteVector.fromMemorySegment(B, w, row1 + at + QUANTS + i, LITTLE_ENDIAN);
          p1 = ((FloatVector) q1.convertShape(B2F, F, 0)).fma(a, p1);
          q2 = ByteVector.fromMemorySegment(B, w, row2 + at + QUANTS + i, LITTLE_ENDIAN);
          p2 = ((FloatVector) q2.convertShape(B2F, F, 0)).fma(a, p2);
          q3 = ByteVector.fromMemorySegment(B, w, row3 + at + QUANTS + i, LITTLE_ENDIAN);
          p3 = ((FloatVector) q3.convertShape(B2F, F, 0)).fma(a, p3);
        }
        float d0 = Float.float16ToFloat(w.get(SHORT, row0 + at));
        s0 = p0.fma(FloatVector.broadcast(F, d0), s0);
        float d1 = Float.float16ToFloat(w.get(SHORT, row1 + at));
        s1 = p1.fma(FloatVector.broadcast(F, d1), s1);
        float d2 = Float.float16ToFloat(w.get(SHORT, row2 + at));
        s2 = p2.fma(FloatVector.broadcast(F, d2), s2);
        float d3 = Float.float16ToFloat(w.get(SHORT, row3 + at));
        s3 = p3.fma(FloatVector.broadcast(F, d3), s3);
      }
      y[yAt + n] = s0.reduceLanes(ADD);
      y[yAt + n + distance] = s1.reduceLanes(ADD);
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD);
      y[yAt + n + 3 * distance] = s3.reduceLanes(ADD);
    }
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    for (int i = 0; i < count / BLOCK; i++) {
      long block = at + i * (long) BLOCK_BYTES;
      int k = outOffset + i * BLOCK;
      FloatVector scale = half(data, block);
      for (int j = 0; j < BLOCK; j += COUNT) {
        int8(data, block + QUANTS + j).mul(scale).intoArray(out, k + j);
      }
    }
  }
}
