package dev.nibble.engine.kernel.vector;

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
  private static final IntVector NIBBLES = Lanes.integers(0x0F0F_0F0F);
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
  void multiplyGroup(int row, int distance, float[] x, int xAt, float[] y, int yAt) {
    long from = row * rowBytes;
    FloatVector offsets = FloatVector.zero(F);
    FloatVector low = offsets;
    FloatVector high = offsets;
    for (int unit = 0; unit < columns / UNIT; unit++) {
      int part = unit % UNITS;
      long at = from + unit / UNITS * (long) BLOCK_BYTES;
      int k = xAt + unit * UNIT;
      IntVector head = IntVector.fromMemorySegment(I, data, at, LITTLE_ENDIAN);
      float scale = Float.float16ToFloat(data.get(SHORT, at));
      float minimum = Float.float16ToFloat(data.get(SHORT, at + Short.BYTES));
      FloatVector minusMinimum = FloatVector.broadcast(F, -minimum);
      FloatVector factors = FloatVector.broadcast(F, scale).blend(minusMinimum, MINIMA);
      IntVector lowerBits = head.rearrange(INTS[part]).lanewise(LSHR, SHIFTS[part]);
      IntVector upperBits = head.rearrange(UPPER_INTS[part]).lanewise(LSHR, UPPER_SHIFTS[part]);
      IntVector numbers = upperBits.and(UPPER_MASK[part]).or(lowerBits.and(MASK[part]));
      FloatVector scales = ((FloatVector) numbers.convert(I2F, 0)).mul(factors);
      offsets = scales.fma(FloatVector.fromArray(F, x, xAt + columns + unit * COUNT), offsets);
      long codes = at + QUANTS + part * 2L * STEP_BYTES;
      IntVector fifths =
          IntVector.fromMemorySegment(I, data, at + FIFTHS, LITTLE_ENDIAN)
              .rearrange(REPEAT)
              .lanewise(LSHR, PAIRS[part]);
      IntVector w0 = IntVector.fromMemorySegment(I, data, codes, LITTLE_ENDIAN);
      IntVector lower0 = fifths.lanewise(LSHL, 4).and(FIFTH_BITS).or(w0.and(NIBBLES));
      IntVector nibbles0 = w0.lanewise(LSHR, 4).and(NIBBLES);
      IntVector upper0 = fifths.lanewise(LSHL, 3).and(FIFTH_BITS).or(nibbles0);
      FloatVector l00 = lower0.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      FloatVector low0 = l00.mul(FloatVector.fromArray(F, x, k));
      FloatVector l01 = lower0.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      low0 = l01.fma(FloatVector.fromArray(F, x, k + 2 * COUNT), low0);
      FloatVector l02 = lower0.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      low0 = l02.fma(FloatVector.fromArray(F, x, k + 4 * COUNT), low0);
      FloatVector l03 = lower0.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      low0 = l03.fma(FloatVector.fromArray(F, x, k + 6 * COUNT), low0);
      FloatVector h00 = upper0.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      FloatVector high0 = h00.mul(FloatVector.fromArray(F, x, k + COUNT));
      FloatVector h01 = upper0.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      high0 = h01.fma(FloatVector.fromArray(F, x, k + 3 * COUNT), high0);
      FloatVector h02 = upper0.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      high0 = h02.fma(FloatVector.fromArray(F, x, k + 5 * COUNT), high0);
      FloatVector h03 = upper0.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      high0 = h03.fma(FloatVector.fromArray(F, x, k + 7 * COUNT), high0);
      low = low0.fma(scales.rearrange(LOW_0), low);
      high = high0.fma(scales.rearrange(HIGH_0), high);
      IntVector next = fifths.lanewise(LSHR, STEP / GROUP);
      IntVector w1 = IntVector.fromMemorySegment(I, data, codes + STEP_BYTES, LITTLE_ENDIAN);
      IntVector lower1 = next.lanewise(LSHL, 4).and(FIFTH_BITS).or(w1.and(NIBBLES));
      IntVector nibbles1 = w1.lanewise(LSHR, 4).and(NIBBLES);
      IntVector upper1 = next.lanewise(LSHL, 3).and(FIFTH_BITS).or(nibbles1);
      FloatVector l10 = lower1.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      FloatVector low1 = l10.mul(FloatVector.fromArray(F, x, k + STEP));
      FloatVector l11 = lower1.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      low1 = l11.fma(FloatVector.fromArray(F, x, k + STEP + 2 * COUNT), low1);
      FloatVector l12 = lower1.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      low1 = l12.fma(FloatVector.fromArray(F, x, k + STEP + 4 * COUNT), low1);
      FloatVector l13 = lower1.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      low1 = l13.fma(FloatVector.fromArray(F, x, k + STEP + 6 * COUNT), low1);
      FloatVector h10 = upper1.lanewise(LSHL, 18).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      FloatVector high1 = h10.mul(FloatVector.fromArray(F, x, k + STEP + COUNT));
      FloatVector h11 = upper1.lanewise(LSHL, 10).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      high1 = h11.fma(FloatVector.fromArray(F, x, k + STEP + 3 * COUNT), high1);
      FloatVector h12 = upper1.lanewise(LSHL, 2).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      high1 = h12.fma(FloatVector.fromArray(F, x, k + STEP + 5 * COUNT), high1);
      FloatVector h13 = upper1.lanewise(LSHR, 6).and(CODE).or(THIRTY_TWO).reinterpretAsFloats();
      high1 = h13.fma(FloatVector.fromArray(F, x, k + STEP + 7 * COUNT), high1);
      low = low1.fma(scales.rearrange(LOW_1), low);
      high = high1.fma(scales.rearrange(HIGH_1), high);
    }
    y[yAt] = low.add(high).add(offsets).reduceLanes(ADD);
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
