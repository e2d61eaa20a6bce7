package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.SHORT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of IQ4_NL: codes are looked up, and the scale is applied to the sum of a block. */
final class Iq4NlMatrix extends FusedMatrix {
  /** From {@code kvalues_iq4nl} of ggml-common.h. */
  static final ByteVector TABLE =
      CodeBook.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

  private static final int BLOCK = 32;
  private static final int HALF = BLOCK / 2;
  private static final int BLOCK_BYTES = 18;

  /** Where the codes start in a block, behind the scale. */
  private static final int QUANTS = Short.BYTES;

  private static final VectorSpecies<Byte> CODES = ByteVector.SPECIES_128;

  Iq4NlMatrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int groupRows() {
    return 3;
  }

  @Override
  void multiplyGroups(int first, int count, int distance, float[] x, int xAt, float[] y, int yAt) {
    MemorySegment w = data;
    for (int n = 0; n < count; n++) {
      long row0 = (first + n) * rowBytes;
      long row1 = row0 + distance * rowBytes;
      long row2 = row1 + distance * rowBytes;
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      for (int block = 0; block < columns / BLOCK; block++) {
        long at = block * (long) BLOCK_BYTES;
        int k = xAt + block * BLOCK;
        FloatVector a = FloatVector.fromArray(F, x, k);
        FloatVector b = FloatVector.fromArray(F, x, k + HALF);
        ByteVector c0 = ByteVector.fromMemorySegment(CODES, w, row0 + at + QUANTS, LITTLE_ENDIAN);
        ByteVector l0 = c0.selectFrom(TABLE);
        ByteVector u0 =
            c0.reinterpretAsInts().lanewise(LSHR, 4).reinterpretAsBytes().selectFrom(TABLE);
        FloatVector p0 = ((FloatVector) l0.convertShape(B2F, F, 0)).mul(a);
        p0 = ((FloatVector) u0.convertShape(B2F, F, 0)).fma(b, p0);
        ByteVector c1 = ByteVector.fromMemorySegment(CODES, w, row1 + at + QUANTS, LITTLE_ENDIAN);
        ByteVector l1 = c1.selectFrom(TABLE);
        ByteVector u1 =
            c1.reinterpretAsInts().lanewise(LSHR, 4).reinterpretAsBytes().selectFrom(TABLE);
        FloatVector p1 = ((FloatVector) l1.convertShape(B2F, F, 0)).mul(a);
        p1 = ((FloatVector) u1.convertShape(B2F, F, 0)).fma(b, p1);
        ByteVector c2 = ByteVector.fromMemorySegment(CODES, w, row2 + at + QUANTS, LITTLE_ENDIAN);
        ByteVector l2 = c2.selectFrom(TABLE);
        ByteVector u2 =
            c2.reinterpretAsInts().lanewise(LSHR, 4).reinterpretAsBytes().selectFrom(TABLE);
        FloatVector p2 = ((FloatVector) l2.convertShape(B2F, F, 0)).mul(a);
        p2 = ((FloatVector) u2.convertShape(B2F, F, 0)).fma(b, p2);
        if (COUNT < HALF) {
          a = FloatVector.fromArray(F, x, k + COUNT);
          b = FloatVector.fromArray(F, x, k + HALF + COUNT);
          p0 = ((FloatVector) l0.convertShape(B2F, F, 1)).fma(a, p0);
          p0 = ((FloatVector) u0.convertShape(B2F, F, 1)).fma(b, p0);
          p1 = ((FloatVector) l1.convertShape(B2F, F, 1)).fma(a, p1);
          p1 = ((FloatVector) u1.convertShape(B2F, F, 1)).fma(b, p1);
          p2 = ((FloatVector) l2.convertShape(B2F, F, 1)).fma(a, p2);
          p2 = ((FloatVector) u2.convertShape(B2F, F, 1)).fma(b, p2);
        }
        float d0 = Float.float16ToFloat(w.get(SHORT, row0 + at));
        s0 = p0.fma(FloatVector.broadcast(F, d0), s0);
        float d1 = Float.float16ToFloat(w.get(SHORT, row1 + at));
        s1 = p1.fma(FloatVector.broadcast(F, d1), s1);
        float d2 = Float.float16ToFloat(w.get(SHORT, row2 + at));
        s2 = p2.fma(FloatVector.broadcast(F, d2), s2);
      }
      y[yAt + n] = s0.reduceLanes(ADD);
      y[yAt + n + distance] = s1.reduceLanes(ADD);
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD);
    }
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    for (int i = 0; i < count / BLOCK; i++) {
      long block = at + i * (long) BLOCK_BYTES;
      int k = outOffset + i * BLOCK;
      float scale = Lanes.scalarHalf(data, block);
      CodeBook.unpack(TABLE, data, block + QUANTS, scale, out, k);
    }
  }
}
