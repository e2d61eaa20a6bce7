package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.FiveBits.HALF;
import static dev.nibble.engine.kernel.vector.FiveBits.NINTH_BIT;
import static dev.nibble.engine.kernel.vector.Lanes.B;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.INT;
import static dev.nibble.engine.kernel.vector.Lanes.LOWER_NIBBLE;
import static dev.nibble.engine.kernel.vector.Lanes.SHORT;
import static dev.nibble.engine.kernel.vector.Lanes.int64;
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
import jdk.incubator.vector.VectorMask;

/**
 * Rows of Q5_0. The offset of 16 is taken from the sum of a block, {@code sum of (q - 16) x = sum
 * of q x - 16 sum of x}, whose second term is prepared once for all rows.
 */
final class Q50Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 22;

  /** Where the fifth bits start in a block. */
  private static final int FIFTHS = Short.BYTES;

  /** Where the codes start in a block, behind the scale and the fifth bits. */
  private static final int CODES = Short.BYTES + Integer.BYTES;

  private static final int OFFSET = 16;

  Q50Matrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int preparedFloats() {
    return FiveBits.prepared(columns) + BlockSums.count(columns);
  }

  @Override
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    FiveBits.prepare(x, xOffset, columns, out, outOffset);
    BlockSums.put(x, xOffset, columns, -OFFSET, out, outOffset + FiveBits.prepared(columns));
  }

  @Override
  int groupRows() {
    return 2;
  }

  @Override
  void multiplyGroups(int first, int count, int distance, float[] x, int xAt, float[] y, int yAt) {
    MemorySegment w = data;
    for (int n = 0; n < count; n++) {
      long row0 = (first + n) * rowBytes;
      long row1 = row0 + distance * rowBytes;
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      float m0 = 0;
      float m1 = 0;
      int sums = xAt + FiveBits.prepared(columns);
      for (int block = 0; block < columns / BLOCK; block++) {
        long at = block * (long) BLOCK_BYTES;
        int k = xAt + block * FiveBits.PREPARED;
        FloatVector a = FloatVector.fromArray(F, x, k);
        FloatVector b = FloatVector.fromArray(F, x, k + HALF);
        FloatVector c = FloatVector.fromArray(F, x, k + 2 * HALF);
        int f0 = w.get(INT, row0 + at + FIFTHS);
        ByteVector q0 = ByteVector.fromMemorySegment(B, w, row0 + at + CODES, LITTLE_ENDIAN);
        IntVector b0 = (IntVector) q0.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector n0 = (FloatVector) b0.convert(I2F, 0);
        FloatVector p0 = ((FloatVector) b0.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).mul(a);
        p0 = n0.add(NINTH_BIT, VectorMask.fromLong(F, f0 >>> HALF)).fma(b, p0);
        p0 = p0.add(c, VectorMask.fromLong(F, f0));
        int f1 = w.get(INT, row1 + at + FIFTHS);
        ByteVector q1 = ByteVector.fromMemorySegment(B, w, row1 + at + CODES, LITTLE_ENDIAN);
        IntVector b1 = (IntVector) q1.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector n1 = (FloatVector) b1.convert(I2F, 0);
        FloatVector p1 = ((FloatVector) b1.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).mul(a);
        p1 = n1.add(NINTH_BIT, VectorMask.fromLong(F, f1 >>> HALF)).fma(b, p1);
        p1 = p1.add(c, VectorMask.fromLong(F, f1));
        for (int i = COUNT; i < HALF; i += COUNT) {
          a = FloatVector.fromArray(F, x, k + i);
          b = FloatVector.fromArray(F, x, k + HALF + i);
          c = FloatVector.fromArray(F, x, k + 2 * HALF + i);
          q0 = ByteVector.fromMemorySegment(B, w, row0 + at + CODES + i, LITTLE_ENDIAN);
          b0 = (IntVector) q0.convertShape(ZERO_EXTEND_B2I, I, 0);
          n0 = (FloatVector) b0.convert(I2F, 0);
          p0 = ((FloatVector) b0.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p0);
          p0 = n0.add(NINTH_BIT, VectorMask.fromLong(F, f0 >>> (HALF + i))).fma(b, p0);
          p0 = p0.add(c, VectorMask.fromLong(F, f0 >>> i));
          q1 = ByteVector.fromMemorySegment(B, w, row1 + at + CODES + i, LITTLE_ENDIAN);
          b1 = (IntVector) q1.convertShape(ZERO_EXTEND_B2I, I, 0);
          n1 = (FloatVector) b1.convert(I2F, 0);
          p1 = ((FloatVector) b1.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p1);
          p1 = n1.add(NINTH_BIT, VectorMask.fromLong(F, f1 >>> (HALF + i))).fma(b, p1);
          p1 = p1.add(c, VectorMask.fromLong(F, f1 >>> i));
        }
        float d0 = Float.float16ToFloat(w.get(SHORT, row0 + at));
        s0 = p0.fma(FloatVector.broadcast(F, d0), s0);
        m0 += d0 * x[sums + block];
        float d1 = Float.float16ToFloat(w.get(SHORT, row1 + at));
        s1 = p1.fma(FloatVector.broadcast(F, d1), s1);
        m1 += d1 * x[sums + block];
      }
      y[yAt + n] = s0.reduceLanes(ADD) + m0;
      y[yAt + n + distance] = s1.reduceLanes(ADD) + m1;
    }
  }

  private static float scale(long head) {
    return Float.float16ToFloat((short) head);
  }

  private static int fifths(long head) {
    return (int) (head >>> Short.SIZE);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    for (int i = 0; i < count / BLOCK; i++) {
      long block = at + i * (long) BLOCK_BYTES;
      int k = outOffset + i * BLOCK;
      long head = int64(data, block);
      float scale = scale(head);
      FiveBits.unpack(data, block + CODES, fifths(head), scale, -OFFSET * scale, out, k);
    }
  }
}
