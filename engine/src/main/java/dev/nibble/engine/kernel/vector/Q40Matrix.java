package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.B;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.LOWER_NIBBLE;
import static dev.nibble.engine.kernel.vector.Lanes.SHORT;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of Q4_0. With {@code q} a byte, {@code l} its lower nibble and {@code (q - l) / 16} its
 * upper one, whose activations are {@code a} and {@code b}, a block's sum is
 *
 * <pre>  sum of (l - 8) a + ((q - l) / 16 - 8) b = sum of l (a - b / 16) + q (b / 16) - 8 (a + b)
 * </pre>
 *
 * <p>The three factors of {@code l}, {@code q} and 1 are prepared once for all rows, and neither
 * nibble is shifted or offset.
 */
sealed class Q40Matrix extends FusedMatrix permits Q40QuadMatrix {
  static final int BLOCK = 32;
  static final int HALF = BLOCK / 2;
  static final int BLOCK_BYTES = 18;

  /** Where the quants start in a block, behind the scale. */
  static final int QUANTS = Short.BYTES;

  /** Prepared floats of a block: the factors of {@code l}, {@code q} and 1. */
  private static final int PREPARED = 3 * HALF;

  Q40Matrix(Tensor tensor) {
    super(tensor);
  }

  /** The matrix of a tensor, with the kernel that suits its rows and this machine. */
  static Q40Matrix of(Tensor tensor) {
    return Q40QuadMatrix.takes(tensor) ? new Q40QuadMatrix(tensor) : new Q40Matrix(tensor);
  }

  @Override
  int preparedFloats() {
    return columns / BLOCK * PREPARED;
  }

  @Override
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    int at = outOffset;
    for (int k = xOffset; k < xOffset + columns; k += BLOCK) {
      for (int i = 0; i < HALF; i += COUNT) {
        FloatVector a = f32(x, k + i);
        FloatVector b = f32(x, k + HALF + i);
        FloatVector sixteenth = b.mul(1f / 16);
        a.sub(sixteenth).intoArray(out, at + i);
        sixteenth.intoArray(out, at + HALF + i);
        a.add(b).mul(-8).intoArray(out, at + 2 * HALF + i);
      }
      at += PREPARED;
    }
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
        int k = xAt + block * PREPARED;
        FloatVector a = FloatVector.fromArray(F, x, k);
        FloatVector b = FloatVector.fromArray(F, x, k + HALF);
        FloatVector c = FloatVector.fromArray(F, x, k + 2 * HALF);
        ByteVector q0 = ByteVector.fromMemorySegment(B, w, row0 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b0 = (IntVector) q0.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p0 = ((FloatVector) b0.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, c);
        p0 = ((FloatVector) b0.convert(I2F, 0)).fma(b, p0);
        ByteVector q1 = ByteVector.fromMemorySegment(B, w, row1 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b1 = (IntVector) q1.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p1 = ((FloatVector) b1.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, c);
        p1 = ((FloatVector) b1.convert(I2F, 0)).fma(b, p1);
        ByteVector q2 = ByteVector.fromMemorySegment(B, w, row2 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b2 = (IntVector) q2.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p2 = ((FloatVector) b2.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, c);
        p2 = ((FloatVector) b2.convert(I2F, 0)).fma(b, p2);
        ByteVector q3 = ByteVector.fromMemorySegment(B, w, row3 + at + QUANTS, LITTLE_ENDIAN);
        IntVector b3 = (IntVector) q3.convertShape(ZERO_EXTEND_B2I, I, 0);
        FloatVector p3 = ((FloatVector) b3.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, c);
        p3 = ((FloatVector) b3.convert(I2F, 0)).fma(b, p3);
        for (int i = COUNT; i < HALF; i += COUNT) {
          a = FloatVector.fromArray(F, x, k + i);
          b = FloatVector.fromArray(F, x, k + HALF + i);
          c = FloatVector.fromArray(F, x, k + 2 * HALF + i);
          q0 = ByteVector.fromMemorySegment(B, w, row0 + at + QUANTS + i, LITTLE_ENDIAN);
          b0 = (IntVector) q0.convertShape(ZERO_EXTEND_B2I, I, 0);
          p0 = ((FloatVector) b0.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p0.add(c));
          p0 = ((FloatVector) b0.convert(I2F, 0)).fma(b, p0);
          q1 = ByteVector.fromMemorySegment(B, w, row1 + at + QUANTS + i, LITTLE_ENDIAN);
          b1 = (IntVector) q1.convertShape(ZERO_EXTEND_B2I, I, 0);
          p1 = ((FloatVector) b1.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p1.add(c));
          p1 = ((FloatVector) b1.convert(I2F, 0)).fma(b, p1);
          q2 = ByteVector.fromMemorySegment(B, w, row2 + at + QUANTS + i, LITTLE_ENDIAN);
          b2 = (IntVector) q2.convertShape(ZERO_EXTEND_B2I, I, 0);
          p2 = ((FloatVector) b2.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p2.add(c));
          p2 = ((FloatVector) b2.convert(I2F, 0)).fma(b, p2);
          q3 = ByteVector.fromMemorySegment(B, w, row3 + at + QUANTS + i, LITTLE_ENDIAN);
          b3 = (IntVector) q3.convertShape(ZERO_EXTEND_B2I, I, 0);
          p3 = ((FloatVector) b3.lanewise(AND, LOWER_NIBBLE).convert(I2F, 0)).fma(a, p3.add(c));
          p3 = ((FloatVector) b3.convert(I2F, 0)).fma(b, p3);
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
  final void unpack(long at, int count, float[] out, int outOffset) {
    for (int i = 0; i < count / BLOCK; i++) {
      long block = at + i * (long) BLOCK_BYTES;
      int k = outOffset + i * BLOCK;
      FloatVector scale = half(data, block);
      for (int j = 0; j < HALF; j += COUNT) {
        IntVector bytes = uint8(data, block + QUANTS + j);
        toFloat(bytes.and(0xF).sub(8)).mul(scale).intoArray(out, k + j);
        toFloat(bytes.lanewise(LSHR, 4).sub(8)).mul(scale).intoArray(out, k + HALF + j);
      }
    }
  }
}
