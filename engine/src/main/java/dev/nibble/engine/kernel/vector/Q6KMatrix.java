package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.half;
import static dev.nibble.engine.kernel.vector.Lanes.int8;
import static dev.nibble.engine.kernel.vector.Lanes.nibbles;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Rows of Q6_K. The offset of 32 is taken from the sum of a group of 16, {@code sum of (q - 32) x =
 * sum of q x - 32 sum of x}, whose second term is prepared once for all rows.
 */
final class Q6KMatrix extends FusedMatrix {
  private static final int BLOCK = 256;
  private static final int BLOCK_BYTES = 210;
  private static final int UPPER_BITS = 128;
  private static final int SCALES = 192;
  private static final int SCALE = 208;

  /** Weights that share a scale. */
  private static final int GROUP = 16;

  private static final int GROUPS = BLOCK / GROUP;

  /** Weights whose bits lie in the same bytes: 64 with the lower, 32 with the upper bits. */
  private static final int HALF = 128;

  private static final int QUARTER = HALF / 4;

  /** Vectors of a quarter, each the first of four a step takes. */
  private static final int HALF_STEPS = QUARTER / COUNT;

  private static final int OFFSET = 32;

  private static final IntVector BITS_ABOVE = Lanes.integers(0x30);

  Q6KMatrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int preparedFloats() {
    return columns + columns / GROUP;
  }

  @Override
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    int to = outOffset;
    int sums = outOffset + columns;
    for (int k = xOffset; k < xOffset + columns; k += HALF) {
      for (int i = 0; i < QUARTER; i += COUNT) {
        for (int quarter = 0; quarter < 4; quarter++) {
          f32(x, k + quarter * QUARTER + i).intoArray(out, to);
          to += COUNT;
        }
      }
      for (int group = 0; group < HALF; group += GROUP) {
        out[sums++] = -OFFSET * sum(x, k + group, GROUP);
      }
    }
  }

  @Override
  int groupRows() {
    return 1;
  }

  @Override
  int scaleFloats() {
    return columns / BLOCK * GROUPS;
  }

  @Override
  void readScales(int row, float[] out, int outOffset) {
    long from = row * rowBytes;
    int to = outOffset;
    for (long at = 0; at < rowBytes; at += BLOCK_BYTES) {
      FloatVector scale = half(data, from + SCALE + at);
      for (int i = 0; i < GROUPS; i += COUNT) {
        int8(data, from + SCALES + at + i).mul(scale).intoArray(out, to + i);
      }
      to += GROUPS;
    }
  }

  @Override
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long from = row * rowBytes;
    FloatVector sum = FloatVector.zero(F);
    int k = xAt;
    for (int step = 0; step < columns / (4 * COUNT); step++) {
      int half = step / HALF_STEPS;
      int lane = step % HALF_STEPS * COUNT;
      long block = from + (half >> 1) * (long) BLOCK_BYTES + lane;
      long lower = block + (half & 1) * 2L * QUARTER;
      int scale = scalesAt + half * (GROUPS / 2) + lane / GROUP;
      IntVector first = uint8(data, lower);
      IntVector second = uint8(data, lower + QUARTER);
      IntVector bits = uint8(data, block + UPPER_BITS + (half & 1) * (long) QUARTER);
      sum = add(joined(nibbles(first), bits.lanewise(LSHL, 4)), x, k, scale, sum);
      sum = add(joined(nibbles(second), bits.lanewise(LSHL, 2)), x, k + COUNT, scale + 2, sum);
      sum = add(joined(first.lanewise(LSHR, 4), bits), x, k + 2 * COUNT, scale + 4, sum);
      IntVector last = joined(second.lanewise(LSHR, 4), bits.lanewise(LSHR, 2));
      sum = add(last, x, k + 3 * COUNT, scale + 6, sum);
      k += 4 * COUNT;
    }
    y[yAt] = sum(sum);
  }

  private static FloatVector add(IntVector q, float[] x, int k, int scale, FloatVector sum) {
    return toFloat(q).mul(f32(x, k)).fma(FloatVector.broadcast(F, x[scale]), sum);
  }

  /** A nibble, and the two bits above it. */
  private static IntVector joined(IntVector nibbles, IntVector bits) {
    return bits.lanewise(AND, BITS_ABOVE).lanewise(OR, nibbles);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    long block = at;
    for (int k = outOffset; k < outOffset + count; k += BLOCK) {
      float scale = Lanes.scalarHalf(data, block + SCALE);
      for (int part = 0; part < 2; part++) {
        long lower = block + (long) part * (HALF / 2);
        long upper = block + UPPER_BITS + (long) part * (HALF / 4);
        for (int i = 0; i < QUARTER; i += COUNT) {
          long scales = block + SCALES + (long) part * (GROUPS / 2) + i / GROUP;
          unpack(lower + i, upper + i, scales, scale, out, k + part * HALF + i);
        }
      }
      block += BLOCK_BYTES;
    }
  }

  private void unpack(long lower, long upper, long scales, float scale, float[] out, int to) {
    IntVector first = uint8(data, lower);
    IntVector second = uint8(data, lower + QUARTER);
    IntVector bits = uint8(data, upper);
    store(joined(nibbles(first), bits.lanewise(LSHL, 4)), scales, scale, out, to);
    store(joined(nibbles(second), bits.lanewise(LSHL, 2)), scales + 2, scale, out, to + QUARTER);
    store(joined(first.lanewise(LSHR, 4), bits), scales + 4, scale, out, to + 2 * QUARTER);
    IntVector last = joined(second.lanewise(LSHR, 4), bits.lanewise(LSHR, 2));
    store(last, scales + 6, scale, out, to + 3 * QUARTER);
  }

  private void store(IntVector q, long scales, float scale, float[] out, int to) {
    toFloat(q.sub(OFFSET)).mul(scale * Lanes.scalarByte(data, scales)).intoArray(out, to);
  }
}
