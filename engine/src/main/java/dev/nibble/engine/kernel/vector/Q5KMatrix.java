package dev.nibble.engine.kernel.vector;

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
import static dev.nibble.engine.kernel.vector.SixBitScales.HIGH_0;
import static dev.nibble.engine.kernel.vector.SixBitScales.HIGH_1;
import static dev.nibble.engine.kernel.vector.SixBitScales.INTS;
import static dev.nibble.engine.kernel.vector.SixBitScales.LOW_0;
import static dev.nibble.engine.kernel.vector.SixBitScales.LOW_1;
import static dev.nibble.engine.kernel.vector.SixBitScales.MASK;
import static dev.nibble.engine.kernel.vector.SixBitScales.MINIMA;
import static dev.nibble.engine.kernel.vector.SixBitScales.SHIFTS;
import static dev.nibble.engine.kernel.vector.SixBitScales.UPPER_INTS;
import static dev.nibble.engine.kernel.vector.SixBitScales.UPPER_MASK;
import static dev.nibble.engine.kernel.vector.SixBitScales.UPPER_SHIFTS;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/** Rows of Q5_K. */
final class Q5KMatrix extends SixBitMatrix {
  private static final int BLOCK_BYTES = 176;

  /** Where the fifth bits start: those of group {@code n} are bit {@code n} of 32 bytes. */
  private static final int FIFTHS = SixBitScales.BYTES;

  private static final int QUANTS = FIFTHS + 32;

  private static final IntVector CODE = Lanes.integers(0x1F << 18);
  private static final IntVector THIRTY_TWO = Lanes.integers(Float.floatToIntBits(32));
  private static final IntVector FIFTH_BITS = Lanes.integers(0x1010_1010);

  /** Eight lanes hold the fifth bits of all groups. */
  private static final VectorShuffle<Integer> REPEAT = VectorShuffle.fromOp(I, lane -> lane % 8);

  /** Each pair of groups has its fifth bits two places above those of the pair before. */
  private static final IntVector[] PAIRS =
      IntStream.range(0, UNITS)
          .mapToObj(unit -> Lanes.iota().lanewise(LSHR, 3).lanewise(LSHL, 1).add(4 * unit))
          .toArray(IntVector[]::new);

  Q5KMatrix(Tensor tensor) {
    super(tensor, 32);
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
        IntVector headA = IntVector.fromMemorySegment(I, w, atA, LITTLE_ENDIAN);
        float scaleA = Float.float16ToFloat(w.get(SHORT, atA));
        float minimumA = Float.float16ToFloat(w.get(SHORT, atA + Short.BYTES));
        FloatVector minusMinimumA = FloatVector.broadcast(F, -minimumA);
        FloatVector factorsA = FloatVector.broadcast(F, scaleA).blend(minusMinimumA, MINIMA);
        IntVector lowerBitsA = headA.rearrange(INTS[part]).lanewise(LSHR, SHIFTS[part]);
        IntVector upperBitsA = headA.rearrange(UPPER_INTS[part]).lanewise(LSHR, UPPER_SHIFTS[part]);
        IntVector numbersA = upperBitsA.and(UPPER_MASK[part]).or(lowerBitsA.and(MASK[part]));
        FloatVector scalesA = ((FloatVector) numbersA.convert(I2F, 0)).mul(factorsA);
        FloatVector sums = FloatVector.fromArray(F, x, xAt + columns + unit * COUNT);
        offsetsA = scalesA.fma(sums, offsetsA);
        long codesA = atA + QUANTS + part * 2L * STEP_BYTES;
        long atB = fromB + unit / UNITS * (long) BLOCK_BYTES;
        IntVector headB = IntVector.fromMemorySegment(I, w, atB, LITTLE_ENDIAN);
        float scaleB = Float.float16ToFloat(w.get(SHORT, atB));
        float minimumB = Float.float16ToFloat(w.get(SHORT, atB + Short.BYTES));
        FloatVector minusMinimumB = FloatVector.broadcast(F, -minimumB);
        FloatVector factorsB = FloatVector.broadcast(F, scaleB).blend(minusMinimumB, MINIMA);
        IntVector lowerBitsB = headB.rearrange(INTS[part]).lanewise(LSHR, SHIFTS[part]);
        IntVector upperBitsB = headB.rearrange(UPPER_INTS[part]).lanewise(LSHR, UPPER_SHIFTS[part]);
        IntVector numbersB = upperBitsB.and(UPPER_MASK[part]).or(lowerBitsB.and(MASK[part]));
        FloatVector scalesB = ((FloatVector) numbersB.convert(I2F, 0)).mul(factorsB);
        offsetsB = scalesB.fma(sums, offsetsB);
        long codesB = atB + QUANTS + part * 2L * STEP_BYTES;
        IntVector fifthsA =
            IntVector.fromMemorySegment(I, w, atA + FIFTHS, LITTLE_ENDIAN)
                .rearrange(REPEAT)
                .lanewise(LSHR, PAIRS[part]);
        IntVector w0A = IntVector.fromMemorySegment(I, w, codesA, LITTLE_ENDIAN);
        IntVector lower0A = fifthsA.lanewise(LSHL, 4).and(FIFTH_BITS).or(w0A.and(NIBBLES));
        IntVector nibbles0A = w0A.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper0A = fifthsA.lanewise(LSHL, 3).and(FIFTH_BITS).or(nibbles0A);
        FloatVector l00A =
            lower0A.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x00 = FloatVector.fromArray(F, x, k);
        FloatVector low0A = l00A.mul(x00);
        FloatVector l01A =
            lower0A.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x02 = FloatVector.fromArray(F, x, k + 2 * COUNT);
        low0A = l01A.fma(x02, low0A);
        FloatVector l02A = lower0A.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x04 = FloatVector.fromArray(F, x, k + 4 * COUNT);
        low0A = l02A.fma(x04, low0A);
        FloatVector l03A = lower0A.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x06 = FloatVector.fromArray(F, x, k + 6 * COUNT);
        low0A = l03A.fma(x06, low0A);
        FloatVector h00A =
            upper0A.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x01 = FloatVector.fromArray(F, x, k + COUNT);
        FloatVector high0A = h00A.mul(x01);
        FloatVector h01A =
            upper0A.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x03 = FloatVector.fromArray(F, x, k + 3 * COUNT);
        high0A = h01A.fma(x03, high0A);
        FloatVector h02A = upper0A.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x05 = FloatVector.fromArray(F, x, k + 5 * COUNT);
        high0A = h02A.fma(x05, high0A);
        FloatVector h03A = upper0A.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x07 = FloatVector.fromArray(F, x, k + 7 * COUNT);
        high0A = h03A.fma(x07, high0A);
        lowA = low0A.fma(scalesA.rearrange(LOW_0), lowA);
        highA = high0A.fma(scalesA.rearrange(HIGH_0), highA);
        IntVector fifthsB =
            IntVector.fromMemorySegment(I, w, atB + FIFTHS, LITTLE_ENDIAN)
                .rearrange(REPEAT)
                .lanewise(LSHR, PAIRS[part]);
        IntVector w0B = IntVector.fromMemorySegment(I, w, codesB, LITTLE_ENDIAN);
        IntVector lower0B = fifthsB.lanewise(LSHL, 4).and(FIFTH_BITS).or(w0B.and(NIBBLES));
        IntVector nibbles0B = w0B.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper0B = fifthsB.lanewise(LSHL, 3).and(FIFTH_BITS).or(nibbles0B);
        FloatVector l00B =
            lower0B.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector low0B = l00B.mul(x00);
        FloatVector l01B =
            lower0B.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        low0B = l01B.fma(x02, low0B);
        FloatVector l02B = lower0B.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        low0B = l02B.fma(x04, low0B);
        FloatVector l03B = lower0B.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        low0B = l03B.fma(x06, low0B);
        FloatVector h00B =
            upper0B.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector high0B = h00B.mul(x01);
        FloatVector h01B =
            upper0B.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        high0B = h01B.fma(x03, high0B);
        FloatVector h02B = upper0B.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        high0B = h02B.fma(x05, high0B);
        FloatVector h03B = upper0B.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        high0B = h03B.fma(x07, high0B);
        lowB = low0B.fma(scalesB.rearrange(LOW_0), lowB);
        highB = high0B.fma(scalesB.rearrange(HIGH_0), highB);
        IntVector nextA = fifthsA.lanewise(LSHR, STEP / GROUP);
        IntVector w1A = IntVector.fromMemorySegment(I, w, codesA + STEP_BYTES, LITTLE_ENDIAN);
        IntVector lower1A = nextA.lanewise(LSHL, 4).and(FIFTH_BITS).or(w1A.and(NIBBLES));
        IntVector nibbles1A = w1A.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper1A = nextA.lanewise(LSHL, 3).and(FIFTH_BITS).or(nibbles1A);
        FloatVector l10A =
            lower1A.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x10 = FloatVector.fromArray(F, x, k + STEP);
        FloatVector low1A = l10A.mul(x10);
        FloatVector l11A =
            lower1A.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x12 = FloatVector.fromArray(F, x, k + STEP + 2 * COUNT);
        low1A = l11A.fma(x12, low1A);
        FloatVector l12A = lower1A.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x14 = FloatVector.fromArray(F, x, k + STEP + 4 * COUNT);
        low1A = l12A.fma(x14, low1A);
        FloatVector l13A = lower1A.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x16 = FloatVector.fromArray(F, x, k + STEP + 6 * COUNT);
        low1A = l13A.fma(x16, low1A);
        FloatVector h10A =
            upper1A.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x11 = FloatVector.fromArray(F, x, k + STEP + COUNT);
        FloatVector high1A = h10A.mul(x11);
        FloatVector h11A =
            upper1A.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x13 = FloatVector.fromArray(F, x, k + STEP + 3 * COUNT);
        high1A = h11A.fma(x13, high1A);
        FloatVector h12A = upper1A.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x15 = FloatVector.fromArray(F, x, k + STEP + 5 * COUNT);
        high1A = h12A.fma(x15, high1A);
        FloatVector h13A = upper1A.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector x17 = FloatVector.fromArray(F, x, k + STEP + 7 * COUNT);
        high1A = h13A.fma(x17, high1A);
        lowA = low1A.fma(scalesA.rearrange(LOW_1), lowA);
        highA = high1A.fma(scalesA.rearrange(HIGH_1), highA);
        IntVector nextB = fifthsB.lanewise(LSHR, STEP / GROUP);
        IntVector w1B = IntVector.fromMemorySegment(I, w, codesB + STEP_BYTES, LITTLE_ENDIAN);
        IntVector lower1B = nextB.lanewise(LSHL, 4).and(FIFTH_BITS).or(w1B.and(NIBBLES));
        IntVector nibbles1B = w1B.lanewise(LSHR, 4).and(NIBBLES);
        IntVector upper1B = nextB.lanewise(LSHL, 3).and(FIFTH_BITS).or(nibbles1B);
        FloatVector l10B =
            lower1B.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector low1B = l10B.mul(x10);
        FloatVector l11B =
            lower1B.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        low1B = l11B.fma(x12, low1B);
        FloatVector l12B = lower1B.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        low1B = l12B.fma(x14, low1B);
        FloatVector l13B = lower1B.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        low1B = l13B.fma(x16, low1B);
        FloatVector h10B =
            upper1B.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        FloatVector high1B = h10B.mul(x11);
        FloatVector h11B =
            upper1B.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        high1B = h11B.fma(x13, high1B);
        FloatVector h12B = upper1B.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        high1B = h12B.fma(x15, high1B);
        FloatVector h13B = upper1B.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
        high1B = h13B.fma(x17, high1B);
        lowB = low1B.fma(scalesB.rearrange(LOW_1), lowB);
        highB = high1B.fma(scalesB.rearrange(HIGH_1), highB);
      }
      y[yAt + n] = lowA.add(highA).add(offsetsA).reduceLanes(ADD);
      y[yAt + n + distance] = lowB.add(highB).add(offsetsB).reduceLanes(ADD);
    }
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
    long quants = block + QUANTS + (long) pair * GROUP;
    ByteVector bytes = ByteVector.fromMemorySegment(B, data, quants, LITTLE_ENDIAN);
    ByteVector fifths = ByteVector.fromMemorySegment(B, data, block + FIFTHS, LITTLE_ENDIAN);
    IntVector codes = (IntVector) bytes.convertShape(ZERO_EXTEND_B2I, I, 0);
    IntVector bits =
        ((IntVector) fifths.convertShape(ZERO_EXTEND_B2I, I, 0)).lanewise(LSHR, 2 * pair);
    IntVector lower = bits.lanewise(LSHL, 4).and(0x10).or(codes.and(0xF));
    IntVector upper = bits.lanewise(LSHL, 3).and(0x10).or(codes.lanewise(LSHR, 4));
    FloatVector first = ((FloatVector) lower.convert(I2F, 0)).mul(scale);
    FloatVector second = ((FloatVector) upper.convert(I2F, 0)).mul(nextScale);
    first.add(minimum).intoArray(out, to);
    second.add(nextMinimum).intoArray(out, to + GROUP);
  }
}
