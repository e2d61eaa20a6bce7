package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.int64;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of Q5_0. The offset of 16 is taken from the sum of a block, {@code sum of (q - 16) x = sum
 * of q x - 16 sum of x}, whose second term is prepared once for all rows.
 */
final class Q50Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 22;

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
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long row0 = row * rowBytes;
    long row1 = row0 + distance * rowBytes;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    float m0 = 0;
    float m1 = 0;
    int k = xAt;
    int sums = xAt + FiveBits.prepared(columns);
    for (long at = 0; at < rowBytes; at += BLOCK_BYTES) {
      long head0 = int64(data, row0 + at);
      long head1 = int64(data, row1 + at);
      s0 = products(row0 + at, head0, x, k).fma(FloatVector.broadcast(F, scale(head0)), s0);
      s1 = products(row1 + at, head1, x, k).fma(FloatVector.broadcast(F, scale(head1)), s1);
      m0 += scale(head0) * x[sums];
      m1 += scale(head1) * x[sums];
      k += FiveBits.PREPARED;
      sums++;
    }
    y[yAt] = sum(s0) + m0;
    y[yAt + distance] = sum(s1) + m1;
  }

  private FloatVector products(long at, long head, float[] x, int k) {
    return FiveBits.products(data, at + CODES, fifths(head), x, k);
  }

  private static float scale(long head) {
    return Float.float16ToFloat((short) head);
  }

  private static int fifths(long head) {
    return (int) (head >>> Short.SIZE);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      long head = int64(data, block);
      float scale = scale(head);
      FiveBits.unpack(data, block + CODES, fifths(head), scale, -OFFSET * scale, out, k);
      block += BLOCK_BYTES;
    }
  }
}
