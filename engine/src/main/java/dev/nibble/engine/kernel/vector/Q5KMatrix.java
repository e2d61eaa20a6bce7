package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.nibbles;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static dev.nibble.engine.kernel.vector.Lanes.toFloat;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;
import static jdk.incubator.vector.VectorOperators.ROL;

import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rows of Q5_K. */
final class Q5KMatrix extends SixBitMatrix {
  private static final int BLOCK_BYTES = 176;

  /** Where the fifth bits start: those of group {@code n} are bit {@code n} of 32 bytes. */
  private static final int FIFTHS = SixBitScales.BYTES;

  private static final int QUANTS = FIFTHS + 32;

  /** Vectors of a group. */
  private static final int STEPS = GROUP / COUNT;

  private static final IntVector FIFTH_BIT = Lanes.integers(0x10);
  private static final IntVector DOUBLED_NIBBLE = Lanes.integers(0x1E);
  private static final IntVector DOUBLED_FIFTH_BIT = Lanes.integers(0x20);

  Q5KMatrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  void multiplyGroup(int row, int distance, float[] x, int xAt, int scalesAt, float[] y, int yAt) {
    long heads = row * rowBytes;
    FloatVector sum = FloatVector.zero(F);
    for (int step = 0; step < columns / (2 * COUNT); step++) {
      int pair = step / STEPS;
      int lane = step % STEPS * COUNT;
      long block = heads + (pair >> 2) * (long) BLOCK_BYTES + lane;
      int k = xAt + pair * 2 * GROUP + lane;
      int scale = scalesAt + SixBitScales.ofPair(pair);
      IntVector bytes = uint8(data, block + QUANTS + (pair & 3) * (long) GROUP);
      IntVector fifths = fifths(block, pair & 3);
      FloatVector lower = lower(bytes, fifths).mul(f32(x, k));
      FloatVector upper = doubledUpper(bytes, fifths).mul(f32(x, k + GROUP));
      sum = lower.fma(FloatVector.broadcast(F, x[scale]), sum);
      float half = x[scale + SixBitScales.NEXT_GROUP] * 0.5f;
      sum = upper.fma(FloatVector.broadcast(F, half), sum);
    }
    y[yAt] = sum(sum);
  }

  /** The fifth bits of a pair: that of the first group is bit 4, that of the second bit 5. */
  private IntVector fifths(long at, int pair) {
    return uint8(data, at + FIFTHS).lanewise(ROL, Lanes.integers(4 - 2 * pair));
  }

  /** The codes of a pair's first group. */
  private static FloatVector lower(IntVector bytes, IntVector fifths) {
    IntVector bit = fifths.lanewise(AND, FIFTH_BIT);
    return toFloat(nibbles(bytes).lanewise(OR, bit));
  }

  /** The codes of a pair's second group, doubled, which saves the fifth bits a shift. */
  private static FloatVector doubledUpper(IntVector bytes, IntVector fifths) {
    IntVector bit = fifths.lanewise(AND, DOUBLED_FIFTH_BIT);
    return toFloat(bytes.lanewise(LSHR, 3).lanewise(AND, DOUBLED_NIBBLE).lanewise(OR, bit));
  }

  @Override
  void unpackPair(
      long block,
      int pair,
      float scale,
      float minimum,
      float nextScale,
      float nextMinimum,
      float[] out,
      int to) {
    IntVector bytes = uint8(data, block + QUANTS + (long) pair * GROUP);
    IntVector fifths = fifths(block, pair);
    store(lower(bytes, fifths), scale, minimum, out, to);
    store(doubledUpper(bytes, fifths), nextScale / 2, nextMinimum, out, to + GROUP);
  }
}
