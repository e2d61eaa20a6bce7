package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.BLOCK;
import static dev.nibble.engine.kernel.vector.ByteLanes.STEP;
import static dev.nibble.engine.kernel.vector.ByteLanes.STEP_BYTES;
import static dev.nibble.engine.kernel.vector.ByteLanes.UNIT;
import static dev.nibble.engine.kernel.vector.ByteLanes.UNITS;
import static dev.nibble.engine.kernel.vector.Lanes.B;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.SHORT;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.nibble.weights.Tensor;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Rows of Q6_K. The offset of 32 is taken from the sum of a group of 16, {@code sum of (q - 32) x =
 * sum of q x - 32 sum of x}, whose second term is prepared once for all rows.
 */
final class Q6KMatrix extends SuperBlockMatrix {
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

  private static final int OFFSET = 32;

  private static final int[] ORDER = ByteLanes.order(HALF / 2);

  private static final VectorShuffle<Float> LOW_0 = spread(0, 0);
  private static final VectorShuffle<Float> HIGH_0 = spread(0, 1);
  private static final VectorShuffle<Float> LOW_1 = spread(1, 0);
  private static final VectorShuffle<Float> HIGH_1 = spread(1, 1);

  private static final IntVector CODE = Lanes.integers(0x3F << 17);
  private static final IntVector SIXTY_FOUR = Lanes.integers(Float.floatToIntBits(64));
  private static final IntVector NIBBLES = Lanes.integers(0x0F0F_0F0F);
  private static final IntVector BITS_ABOVE_NIBBLES = Lanes.integers(0x3030_3030);
  private static final IntVector BITS_ABOVE = Lanes.integers(0x30);

  /** Where a vector starts whose last eight lanes are the upper bits of the first half. */
  private static final int BITS = UPPER_BITS + QUARTER - STEP_BYTES;

  /** Fills a vector with its last eight lanes. */
  private static final VectorShuffle<Integer> REPEAT =
      VectorShuffle.fromOp(I, lane -> COUNT - 8 + lane % 8);

  /** From the upper bits of a unit's first step to those of the second. */
  private static final int NEXT_BITS = STEP < HALF ? 0 : QUARTER;

  /** Each quarter has its upper bits two places above those of the quarter before. */
  private static final IntVector QUARTERS_0 = Lanes.iota().lanewise(LSHR, 3).lanewise(LSHL, 1);

  private static final IntVector QUARTERS_1 = QUARTERS_0.add(STEP < HALF ? 2 : 0);

  Q6KMatrix(Tensor tensor) {
    super(tensor, ORDER);
  }

  private static VectorShuffle<Float> spread(int step, int nibble) {
    return ByteLanes.spread(ORDER, step, nibble, weight -> weight / GROUP);
  }

  @Override
  void sum(float[] x, int k, float[] out, int at) {
    for (int group = 0; group < GROUPS; group++) {
      out[at + group] = -(OFFSET + 64) * Lanes.sum(x, k + group * GROUP, GROUP);
    }
  }

  /** Written out as that of {@link Q4KMatrix} is. */
  @Override
  void multiplyGroup(int row, int distance, float[] x, int xAt, float[] y, int yAt) {
    long from = row * rowBytes;
    FloatVector offsets = FloatVector.zero(F);
    FloatVector low = offsets;
    FloatVector high = offsets;
    for (int unit = 0; unit < columns / UNIT; unit++) {
      int part = unit % UNITS;
      long at = from + unit / UNITS * (long) BLOCK_BYTES;
      int k = xAt + unit * UNIT;
      long scalesAt = at + SCALES + part * (long) COUNT;
      ByteVector bytes = ByteVector.fromMemorySegment(B, data, scalesAt, LITTLE_ENDIAN);
      float scale = Float.float16ToFloat(data.get(SHORT, at + SCALE));
      FloatVector scales = ((FloatVector) bytes.convertShape(B2F, F, 0)).mul(scale);
      offsets = scales.fma(FloatVector.fromArray(F, x, xAt + columns + unit * COUNT), offsets);
      long codes = at + part * 2L * STEP_BYTES;
      IntVector w0 = IntVector.fromMemorySegment(I, data, codes, LITTLE_ENDIAN);
      long bits = at + BITS + part * (long) QUARTER;
      IntVector u0 =
          IntVector.fromMemorySegment(I, data, bits, LITTLE_ENDIAN)
              .rearrange(REPEAT)
              .lanewise(LSHR, QUARTERS_0);
      IntVector lower0 = u0.lanewise(LSHL, 4).and(BITS_ABOVE_NIBBLES).or(w0.and(NIBBLES));
      IntVector nibbles0 = w0.lanewise(LSHR, 4).and(NIBBLES);
      IntVector upper0 = u0.and(BITS_ABOVE_NIBBLES).or(nibbles0);
      FloatVector l00 = lower0.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      FloatVector low0 = l00.mul(FloatVector.fromArray(F, x, k));
      FloatVector l01 = lower0.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      low0 = l01.fma(FloatVector.fromArray(F, x, k + 2 * COUNT), low0);
      FloatVector l02 = lower0.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      low0 = l02.fma(FloatVector.fromArray(F, x, k + 4 * COUNT), low0);
      FloatVector l03 = lower0.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      low0 = l03.fma(FloatVector.fromArray(F, x, k + 6 * COUNT), low0);
      FloatVector h00 = upper0.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      FloatVector high0 = h00.mul(FloatVector.fromArray(F, x, k + COUNT));
      FloatVector h01 = upper0.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      high0 = h01.fma(FloatVector.fromArray(F, x, k + 3 * COUNT), high0);
      FloatVector h02 = upper0.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      high0 = h02.fma(FloatVector.fromArray(F, x, k + 5 * COUNT), high0);
      FloatVector h03 = upper0.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      high0 = h03.fma(FloatVector.fromArray(F, x, k + 7 * COUNT), high0);
      low = low0.fma(scales.rearrange(LOW_0), low);
      high = high0.fma(scales.rearrange(HIGH_0), high);
      IntVector w1 = IntVector.fromMemorySegment(I, data, codes + STEP_BYTES, LITTLE_ENDIAN);
      IntVector u1 =
          IntVector.fromMemorySegment(I, data, bits + NEXT_BITS, LITTLE_ENDIAN)
              .rearrange(REPEAT)
              .lanewise(LSHR, QUARTERS_1);
      IntVector lower1 = u1.lanewise(LSHL, 4).and(BITS_ABOVE_NIBBLES).or(w1.and(NIBBLES));
      IntVector nibbles1 = w1.lanewise(LSHR, 4).and(NIBBLES);
      IntVector upper1 = u1.and(BITS_ABOVE_NIBBLES).or(nibbles1);
      FloatVector l10 = lower1.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      FloatVector low1 = l10.mul(FloatVector.fromArray(F, x, k + STEP));
      FloatVector l11 = lower1.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      low1 = l11.fma(FloatVector.fromArray(F, x, k + STEP + 2 * COUNT), low1);
      FloatVector l12 = lower1.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      low1 = l12.fma(FloatVector.fromArray(F, x, k + STEP + 4 * COUNT), low1);
      FloatVector l13 = lower1.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      low1 = l13.fma(FloatVector.fromArray(F, x, k + STEP + 6 * COUNT), low1);
      FloatVector h10 = upper1.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      FloatVector high1 = h10.mul(FloatVector.fromArray(F, x, k + STEP + COUNT));
      FloatVector h11 = upper1.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      high1 = h11.fma(FloatVector.fromArray(F, x, k + STEP + 3 * COUNT), high1);
      FloatVector h12 = upper1.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      high1 = h12.fma(FloatVector.fromArray(F, x, k + STEP + 5 * COUNT), high1);
      FloatVector h13 = upper1.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
      high1 = h13.fma(FloatVector.fromArray(F, x, k + STEP + 7 * COUNT), high1);
      low = low1.fma(scales.rearrange(LOW_1), low);
      high = high1.fma(scales.rearrange(HIGH_1), high);
    }
    y[yAt] = low.add(high).add(offsets).reduceLanes(ADD);
  }

  @Override
  void unpack(long at, int count, float[] out, int outOffset) {
    for (int half = 0; half < count / HALF; half++) {
      long block = at + half / 2 * (long) BLOCK_BYTES;
      float scale = Lanes.scalarHalf(data, block + SCALE);
      for (int i = 0; i < QUARTER; i += COUNT) {
        long lower = block + half % 2 * (HALF / 2L) + i;
        long upper = block + UPPER_BITS + half % 2 * (long) QUARTER + i;
        long scales = block + SCALES + half % 2 * (GROUPS / 2L) + i / GROUP;
        unpackVector(lower, upper, scales, scale, out, outOffset + half * HALF + i);
      }
    }
  }

  /** One vector of each quarter of a half. */
  private void unpackVector(long lower, long upper, long scales, float scale, float[] out, int to) {
    ByteVector firstBytes = ByteVector.fromMemorySegment(B, data, lower, LITTLE_ENDIAN);
    ByteVector secondBytes = ByteVector.fromMemorySegment(B, data, lower + QUARTER, LITTLE_ENDIAN);
    ByteVector upperBytes = ByteVector.fromMemorySegment(B, data, upper, LITTLE_ENDIAN);
    IntVector first = (IntVector) firstBytes.convertShape(ZERO_EXTEND_B2I, I, 0);
    IntVector second = (IntVector) secondBytes.convertShape(ZERO_EXTEND_B2I, I, 0);
    IntVector bits = (IntVector) upperBytes.convertShape(ZERO_EXTEND_B2I, I, 0);
    IntVector q0 = bits.lanewise(LSHL, 4).and(BITS_ABOVE).or(first.and(0xF));
    IntVector q1 = bits.lanewise(LSHL, 2).and(BITS_ABOVE).or(second.and(0xF));
    IntVector q2 = bits.and(BITS_ABOVE).or(first.lanewise(LSHR, 4));
    IntVector q3 = bits.lanewise(LSHR, 2).and(BITS_ABOVE).or(second.lanewise(LSHR, 4));
    float scale0 = scale * data.get(ValueLayout.JAVA_BYTE, scales);
    float scale1 = scale * data.get(ValueLayout.JAVA_BYTE, scales + 2);
    float scale2 = scale * data.get(ValueLayout.JAVA_BYTE, scales + 4);
    float scale3 = scale * data.get(ValueLayout.JAVA_BYTE, scales + 6);
    ((FloatVector) q0.sub(OFFSET).convert(I2F, 0)).mul(scale0).intoArray(out, to);
    ((FloatVector) q1.sub(OFFSET).convert(I2F, 0)).mul(scale1).intoArray(out, to + QUARTER);
    ((FloatVector) q2.sub(OFFSET).convert(I2F, 0)).mul(scale2).intoArray(out, to + 2 * QUARTER);
    ((FloatVector) q3.sub(OFFSET).convert(I2F, 0)).mul(scale3).intoArray(out, to + 3 * QUARTER);
  }
}
