package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.lowerNibbles;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static jdk.incubator.vector.VectorOperators.LSHR;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
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
final class Q40Matrix extends FusedMatrix {
  private static final int BLOCK = 32;
  private static final int HALF = BLOCK / 2;
  private static final int BLOCK_BYTES = 18;

  /** Where the quants start in a block, behind the scale. */
  private static final int QUANTS = Short.BYTES;

  /** Prepared floats of a block: the factors of {@code l}, {@code q} and 1. */
  private static final int PREPARED = 3 * HALF;

  Q40Matrix(Tensor tensor) {
    super(tensor);
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
  int groupRows() {
    return 2;
  }

  @Override
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long row0 = row * rowBytes;
    long row1 = row0 + distance * rowBytes;
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    int k = xAt;
    for (long at = 0; at < rowBytes; at += BLOCK_BYTES) {
      s0 = block(data, row0 + at, x, k).fma(half(data, row0 + at), s0);
      s1 = block(data, row1 + at, x, k).fma(half(data, row1 + at), s1);
      k += PREPARED;
    }
    y[yAt] = sum(s0);
    y[yAt + distance] = sum(s1);
  }

  private static FloatVector block(MemorySegment w, long at, float[] x, int k) {
    FloatVector sum = vector(w, at, x, k, 0, f32(x, k + 2 * HALF));
    for (int i = COUNT; i < HALF; i += COUNT) {
      sum = vector(w, at, x, k, i, sum.add(f32(x, k + 2 * HALF + i)));
    }
    return sum;
  }

  private static FloatVector vector(
      MemorySegment w, long at, float[] x, int k, int i, FloatVector sum) {
    IntVector bytes = uint8(w, at + QUANTS + i);
    FloatVector withLower = lowerNibbles(bytes).fma(f32(x, k + i), sum);
    return toFloat(bytes).fma(f32(x, k + HALF + i), withLower);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      FloatVector scale = half(data, block);
      for (int i = 0; i < HALF; i += COUNT) {
        IntVector bytes = uint8(data, block + QUANTS + i);
        toFloat(bytes.and(0xF).sub(8)).mul(scale).intoArray(out, k + i);
        toFloat(bytes.lanewise(LSHR, 4).sub(8)).mul(scale).intoArray(out, k + HALF + i);
      }
      block += BLOCK_BYTES;
    }
  }
}
