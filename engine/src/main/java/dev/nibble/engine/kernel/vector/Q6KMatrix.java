package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.BLOCK;
import static dev.nibble.engine.kernel.vector.ByteLanes.NIBBLES;
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
import java.lang.foreign.MemorySegment;
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
  void multiplyGroups(int first, int count, int distance, float[] x, int xAt, float[] y, int yAt) {
    MemorySegment w = data;
    for (int n = 0; n < count; n++) {
      long fromA = (first + n) * rowBytes;
      long fromB = fromA + distance * rowBytes;
      FloatVector offsetsA = FloatVector.zero(F);
      FloatVector lowA = offsetsA;
      FloatVector highA = offsetsA;
      FloatVector offsetsB = FloatVector.zero(F);
      FloatVector lowB = offsetsB;
      FloatVector highB = offsetsB;
      for (int unit = 0; unit < columns / UNIT; unit++) {
        int part = unit % UNITS;
        int k = xAt + unit * UNIT;
        long atA = fromA + unit / UNITS * (long) BLOCK_BYTES;
        long scalesAtA = atA + SCALES + part * (long) COUNT;
        ByteVector bytesA = ByteVector.fromMemorySegment(B, w, scalesAtA, LITTLE_ENDIAN);
        float scaleA = Float.float16ToFloat(w.get(SHORT, atA + SCALE));
        FloatVector scalesA = ((FloatVector) bytesA.convertShape(B2F, F, 0)).mul(scaleA);
        FloatVector sums = FloatVector.fromArray(F, x, xAt + columns + unit * COUNT);
        offsetsA = scalesA.fma(sums, offsetsA);
        long codesA = atA + part * 2L * STEP_BYTES;
        long atB = fromB + unit / UNITS * (long) BLOCK_BYTES;
        long scalesAtB = atB + SCALES + part * (long) COUNT;
        ByteVector bytesB = ByteVector.fromMemorySegment(B, w, scalesAtB, LITTLE_ENDIAN);
        float scaleB = Float.float16ToFloat(w.get(SHORT, atB + SCALE));
        FloatVector scalesB = ((FloatVector) bytesB.convertShape(B2F, F, 0)).mul(scaleB);
        offsetsB = scalesB.fma(sums, offsetsB);
        long codesB = atB + part * 2L * STEP_BYTES;
        IntVector w0A = IntVector.fromMemorySegment(I, w, codesA, LITTLE_ENDIAN);
        long bitsA = atA + BITS + part * (long) QUARTER;
        IntVector u0A =
            IntVector.fromMemorySegment(I, w, bitsA, LITTLE_ENDIAN)
                .rearrange(REPEAT)
                .lanewise(LSHR, QUARTERS_0);
        IntVector lower0A = u0A.lanewise(LSHL, 4).and(BITS_ABOVE_NIBBLES).or(w0A.and(NIBBLES));
        IntVector nibbles0A = w0A.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper0A = u0A.and(BITS_ABOVE_NIBBLES).or(nibbles0A);
        FloatVector l00A =
            lower0A.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x00 = FloatVector.fromArray(F, x, k);
        FloatVector low0A = l00A.mul(x00);
        FloatVector l01A = lower0A.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x02 = FloatVector.fromArray(F, x, k + 2 * COUNT);
        low0A = l01A.fma(x02, low0A);
        FloatVector l02A = lower0A.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x04 = FloatVector.fromArray(F, x, k + 4 * COUNT);
        low0A = l02A.fma(x04, low0A);
        FloatVector l03A = lower0A.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x06 = FloatVector.fromArray(F, x, k + 6 * COUNT);
        low0A = l03A.fma(x06, low0A);
        FloatVector h00A =
            upper0A.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x01 = FloatVector.fromArray(F, x, k + COUNT);
        FloatVector high0A = h00A.mul(x01);
        FloatVector h01A = upper0A.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x03 = FloatVector.fromArray(F, x, k + 3 * COUNT);
        high0A = h01A.fma(x03, high0A);
        FloatVector h02A = upper0A.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x05 = FloatVector.fromArray(F, x, k + 5 * COUNT);
        high0A = h02A.fma(x05, high0A);
        FloatVector h03A = upper0A.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x07 = FloatVector.fromArray(F, x, k + 7 * COUNT);
        high0A = h03A.fma(x07, high0A);
        lowA = low0A.fma(scalesA.rearrange(LOW_0), lowA);
        highA = high0A.fma(scalesA.rearrange(HIGH_0), highA);
        IntVector w0B = IntVector.fromMemorySegment(I, w, codesB, LITTLE_ENDIAN);
        long bitsB = atB + BITS + part * (long) QUARTER;
        IntVector u0B =
            IntVector.fromMemorySegment(I, w, bitsB, LITTLE_ENDIAN)
                .rearrange(REPEAT)
                .lanewise(LSHR, QUARTERS_0);
        IntVector lower0B = u0B.lanewise(LSHL, 4).and(BITS_ABOVE_NIBBLES).or(w0B.and(NIBBLES));
        IntVector nibbles0B = w0B.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper0B = u0B.and(BITS_ABOVE_NIBBLES).or(nibbles0B);
        FloatVector l00B =
            lower0B.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector low0B = l00B.mul(x00);
        FloatVector l01B = lower0B.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        low0B = l01B.fma(x02, low0B);
        FloatVector l02B = lower0B.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        low0B = l02B.fma(x04, low0B);
        FloatVector l03B = lower0B.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        low0B = l03B.fma(x06, low0B);
        FloatVector h00B =
            upper0B.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector high0B = h00B.mul(x01);
        FloatVector h01B = upper0B.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        high0B = h01B.fma(x03, high0B);
        FloatVector h02B = upper0B.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        high0B = h02B.fma(x05, high0B);
        FloatVector h03B = upper0B.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        high0B = h03B.fma(x07, high0B);
        lowB = low0B.fma(scalesB.rearrange(LOW_0), lowB);
        highB = high0B.fma(scalesB.rearrange(HIGH_0), highB);
        IntVector w1A = IntVector.fromMemorySegment(I, w, codesA + STEP_BYTES, LITTLE_ENDIAN);
        IntVector u1A =
            IntVector.fromMemorySegment(I, w, bitsA + NEXT_BITS, LITTLE_ENDIAN)
                .rearrange(REPEAT)
                .lanewise(LSHR, QUARTERS_1);
        IntVector lower1A = u1A.lanewise(LSHL, 4).and(BITS_ABOVE_NIBBLES).or(w1A.and(NIBBLES));
        IntVector nibbles1A = w1A.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper1A = u1A.and(BITS_ABOVE_NIBBLES).or(nibbles1A);
        FloatVector l10A =
            lower1A.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x10 = FloatVector.fromArray(F, x, k + STEP);
        FloatVector low1A = l10A.mul(x10);
        FloatVector l11A = lower1A.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x12 = FloatVector.fromArray(F, x, k + STEP + 2 * COUNT);
        low1A = l11A.fma(x12, low1A);
        FloatVector l12A = lower1A.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x14 = FloatVector.fromArray(F, x, k + STEP + 4 * COUNT);
        low1A = l12A.fma(x14, low1A);
        FloatVector l13A = lower1A.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x16 = FloatVector.fromArray(F, x, k + STEP + 6 * COUNT);
        low1A = l13A.fma(x16, low1A);
        FloatVector h10A =
            upper1A.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x11 = FloatVector.fromArray(F, x, k + STEP + COUNT);
        FloatVector high1A = h10A.mul(x11);
        FloatVector h11A = upper1A.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x13 = FloatVector.fromArray(F, x, k + STEP + 3 * COUNT);
        high1A = h11A.fma(x13, high1A);
        FloatVector h12A = upper1A.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x15 = FloatVector.fromArray(F, x, k + STEP + 5 * COUNT);
        high1A = h12A.fma(x15, high1A);
        FloatVector h13A = upper1A.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector x17 = FloatVector.fromArray(F, x, k + STEP + 7 * COUNT);
        high1A = h13A.fma(x17, high1A);
        lowA = low1A.fma(scalesA.rearrange(LOW_1), lowA);
        highA = high1A.fma(scalesA.rearrange(HIGH_1), highA);
        IntVector w1B = IntVector.fromMemorySegment(I, w, codesB + STEP_BYTES, LITTLE_ENDIAN);
        IntVector u1B =
            IntVector.fromMemorySegment(I, w, bitsB + NEXT_BITS, LITTLE_ENDIAN)
                .rearrange(REPEAT)
                .lanewise(LSHR, QUARTERS_1);
        IntVector lower1B = u1B.lanewise(LSHL, 4).and(BITS_ABOVE_NIBBLES).or(w1B.and(NIBBLES));
        IntVector nibbles1B = w1B.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper1B = u1B.and(BITS_ABOVE_NIBBLES).or(nibbles1B);
        FloatVector l10B =
            lower1B.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector low1B = l10B.mul(x10);
        FloatVector l11B = lower1B.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        low1B = l11B.fma(x12, low1B);
        FloatVector l12B = lower1B.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        low1B = l12B.fma(x14, low1B);
        FloatVector l13B = lower1B.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        low1B = l13B.fma(x16, low1B);
        FloatVector h10B =
            upper1B.lanewise(LSHL, 17).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        FloatVector high1B = h10B.mul(x11);
        FloatVector h11B = upper1B.lanewise(LSHL, 9).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        high1B = h11B.fma(x13, high1B);
        FloatVector h12B = upper1B.lanewise(LSHL, 1).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        high1B = h12B.fma(x15, high1B);
        FloatVector h13B = upper1B.lanewise(LSHR, 7).and(CODE).or(SIXTY_FOUR).reinterpretAsFloats();
        high1B = h13B.fma(x17, high1B);
        lowB = low1B.fma(scalesB.rearrange(LOW_1), lowB);
        highB = high1B.fma(scalesB.rearrange(HIGH_1), highB);
      }
      y[yAt + n] = lowA.add(highA).add(offsetsA).reduceLanes(ADD);
      y[yAt + n + distance] = lowB.add(highB).add(offsetsB).reduceLanes(ADD);
    }
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
