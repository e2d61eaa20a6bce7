package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.B;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.INT;
import static dev.nibble.engine.kernel.vector.Lanes.LOWER_NIBBLE;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.int32;
import static dev.nibble.engine.kernel.vector.Lanes.lowerNibbles;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static dev.nibble.engine.kernel.vector.Lanes.upperNibbles;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of Q4_1. Nibbles are taken from a byte as in {@link Q40Matrix}; the minimum of a block is
 * multiplied with the sum of its activations. Both are prepared once for all rows.
 */
final class Q41Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int HALF = BLOCK / 2;
  private static final int BLOCK_BYTES = 20;

  /** Where the quants start in a block, behind the scale and the minimum. */
  private static final int QUANTS = 2 * Short.BYTES;

  Q41Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int preparedFloats() {
    return columns + BlockSums.count(columns);
  }

  @Override
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    for (int k = 0; k < columns; k += BLOCK) {
      for (int i = k; i < k + HALF; i += COUNT) {
        FloatVector sixteenth = f32(x, xOffset + i + HALF).mul(1f / 16);
        f32(x, xOffset + i).sub(sixteenth).intoArray(out, outOffset + i);
        sixteenth.intoArray(out, outOffset + i + HALF);
      }
    }
    BlockSums.put(x, xOffset, columns, 1, out, outOffset + columns);
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
      float m0 = 0;
      float m1 = 0;
      float m2 = 0;
      float m3 = 0;
      int sums = xAt + columns;
      for (int block = 0; block < columns / BLOCK; block++) {
        long at = block * (long) BLOCK_BYTES;
        int k = xAt + block * BLOCK;
        FloatVector a = FloatVector.fromArray(F, x, k);
        FloatVector b = FloatVector.fromArray(F, x, k + HALF);
        ByteVector q0 = ByteVector.fromMemorySegment(B, w, row0 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b0 = (IntVector) q0.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p0 = ((FloatVector) b0.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).mul(a);
        p0 = ((FloatVector) b0.convert(I2F, 0)).fma(b, p0);
        ByteVector q1 = ByteVector.fromMemorySegment(B, w, row1 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b1 = (IntVector) q1.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p1 = ((FloatVector) b1.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).mul(a);
        p1 = ((FloatVector) b1.convert(I2F, 0)).fma(b, p1);
        ByteVector q2 = ByteVector.fromMemorySegment(B, w, row2 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b2 = (IntVector) q2.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p2 = ((FloatVector) b2.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).mul(a);
        p2 = ((FloatVector) b2.convert(I2F, 0)).fma(b, p2);
        ByteVector q3 = ByteVector.fromMemorySegment(B, w, row3 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b3 = (IntVector) q3.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p3 = ((FloatVector) b3.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).mul(a);
        p3 = ((FloatVector) b3.convert(I2F, 0)).fma(b, p3);
        for (int i = COUNT; i < HALF; i += COUNT) {
          a = FloatVector.fromArray(F, x, k + i);
          b = FloatVector.fromArray(F, x, k + HALF + i);
          q0 = ByteVector.fromMemorySegment(B, w, row0 + at + QUANTS + i, LITTLE_ENDIAN);
          b0 = (IntVector) q0.convertShape(ZERO_EXTEND_B2I, I, 0);
          p0 = ((FloatVector) b0.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p0);
          p0 = ((FloatVector) b0.convert(I2F, 0)).fma(b, p0);
          q1 = ByteVector.fromMemorySegment(B, w, row1 + at + QUANTS + i, LITTLE_ENDIAN);
          b1 = (IntVector) q1.convertShape(ZERO_EXTEND_B2I, I, 0);
          p1 = ((FloatVector) b1.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p1);
          p1 = ((FloatVector) b1.convert(I2F, 0)).fma(b, p1);
          q2 = ByteVector.fromMemorySegment(B, w, row2 + at + QUANTS + i, LITTLE_ENDIAN);
          b2 = (IntVector) q2.convertShape(ZERO_EXTEND_B2I, I, 0);
          p2 = ((FloatVector) b2.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p2);
          p2 = ((FloatVector) b2.convert(I2F, 0)).fma(b, p2);
          q3 = ByteVector.fromMemorySegment(B, w, row3 + at + QUANTS + i, LITTLE_ENDIAN);
          b3 = (IntVector) q3.convertShape(ZERO_EXTEND_B2I, I, 0);
          p3 = ((FloatVector) b3.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p3);
          p3 = ((FloatVector) b3.convert(I2F, 0)).fma(b, p3);
        }
        int head0 = w.get(INT, row0 + at);
        float d0 = Float.float16ToFloat((short) head0);
        s0 = p0.fma(FloatVector.broadcast(F, d0), s0);
        m0 += Float.float16ToFloat((short) (head0 >>> 16)) * x[sums + block];
        int head1 = w.get(INT, row1 + at);
        float d1 = Float.float16ToFloat((short) head1);
        s1 = p1.fma(FloatVector.broadcast(F, d1), s1);
        m1 += Float.float16ToFloat((short) (head1 >>> 16)) * x[sums + block];
        int head2 = w.get(INT, row2 + at);
        float d2 = Float.float16ToFloat((short) head2);
        s2 = p2.fma(FloatVector.broadcast(F, d2), s2);
        m2 += Float.float16ToFloat((short) (head2 >>> 16)) * x[sums + block];
        int head3 = w.get(INT, row3 + at);
        float d3 = Float.float16ToFloat((short) head3);
        s3 = p3.fma(FloatVector.broadcast(F, d3), s3);
        m3 += Float.float16ToFloat((short) (head3 >>> 16)) * x[sums + block];
      }
      y[yAt + n] = s0.reduceLanes(ADD) + m0;
      y[yAt + n + distance] = s1.reduceLanes(ADD) + m1;
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD) + m2;
      y[yAt + n + 3 * distance] = s3.reduceLanes(ADD) + m3;
    }
  }

  private static float scale(int head) {
    return Float.float16ToFloat((short) head);
  }

  private static float minimum(int head) {
    return Float.float16ToFloat((short) (head >>> Short.SIZE));
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    for (int i = 0; i < count / BLOCK; i++) {
      long block = at + i * (long) BLOCK_BYTES;
      int k = outOffset + i * BLOCK;
      int head = int32(data, block);
      float scale = scale(head);
      float minimum = minimum(head);
      for (int j = 0; j < HALF; j += COUNT) {
        IntVector bytes = uint8(data, block + QUANTS + j);
        lowerNibbles(bytes).mul(scale).add(minimum).intoArray(out, k + j);
        upperNibbles(bytes).mul(scale).add(minimum).intoArray(out, k + HALF + j);
      }
    }
  }
}
