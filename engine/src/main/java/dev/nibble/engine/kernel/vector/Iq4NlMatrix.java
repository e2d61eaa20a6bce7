package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/** Rows of IQ4_NL: codes are looked up, and the scale is applied to the sum of a block. */
final class Iq4NlMatrix extends FusedMatrix {
  /** From {@code kvalues_iq4nl} of ggml-common.h. */
  static final ByteVector TABLE =
      CodeBook.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 18;

  /** Where the codes start in a block, behind the scale. */
  private static final int CODES = Short.BYTES;

  Iq4NlMatrix(Tensor tensor) {
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
    int k = xAt;
    for (long at = 0; at < rowBytes; at += BLOCK_BYTES) {
      s0 = products(row0 + at, x, k).fma(half(data, row0 + at), s0);
      s1 = products(row1 + at, x, k).fma(half(data, row1 + at), s1);
      s2 = products(row2 + at, x, k).fma(half(data, row2 + at), s2);
      k += BLOCK;
    }
    y[yAt] = sum(s0);
    y[yAt + distance] = sum(s1);
    y[yAt + 2 * distance] = sum(s2);
  }

  private FloatVector products(long at, float[] x, int k) {
    return CodeBook.products(TABLE, data, at + CODES, x, k);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      float scale = Lanes.scalarHalf(data, block);
      CodeBook.unpack(TABLE, data, block + CODES, scale, out, k);
      block += BLOCK_BYTES;
    }
  }
}
