package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.int32;
import static dev.nibble.engine.kernel.vector.Lanes.lowerNibbles;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static dev.nibble.engine.kernel.vector.Lanes.upperNibbles;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
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
    int sums = xAt + columns;
    for (long at = 0; at < rowBytes; at += BLOCK_BYTES) {
      int head0 = int32(data, row0 + at);
      int head1 = int32(data, row1 + at);
      s0 = block(data, row0 + at, x, k).fma(FloatVector.broadcast(F, scale(head0)), s0);
      s1 = block(data, row1 + at, x, k).fma(FloatVector.broadcast(F, scale(head1)), s1);
      m0 += minimum(head0) * x[sums];
      m1 += minimum(head1) * x[sums];
      k += BLOCK;
      sums++;
    }
    y[yAt] = sum(s0) + m0;
    y[yAt + distance] = sum(s1) + m1;
  }

  private static float scale(int head) {
    return Float.float16ToFloat((short) head);
  }

  private static float minimum(int head) {
    return Float.float16ToFloat((short) (head >>> Short.SIZE));
  }

  private static FloatVector block(MemorySegment w, long at, float[] x, int k) {
    IntVector bytes = uint8(w, at + QUANTS);
    FloatVector withLower = lowerNibbles(bytes).mul(f32(x, k));
    FloatVector sum = toFloat(bytes).fma(f32(x, k + HALF), withLower);
    for (int i = COUNT; i < HALF; i += COUNT) {
      IntVector next = uint8(w, at + QUANTS + i);
      sum = lowerNibbles(next).fma(f32(x, k + i), sum);
      sum = toFloat(next).fma(f32(x, k + HALF + i), sum);
    }
    return sum;
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      int head = int32(data, block);
      float scale = scale(head);
      float minimum = minimum(head);
      for (int i = 0; i < HALF; i += COUNT) {
        IntVector bytes = uint8(data, block + QUANTS + i);
        lowerNibbles(bytes).mul(scale).add(minimum).intoArray(out, k + i);
        upperNibbles(bytes).mul(scale).add(minimum).intoArray(out, k + HALF + i);
      }
      block += BLOCK_BYTES;
    }
  }
}
