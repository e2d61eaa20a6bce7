package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.CODE;
import static dev.nibble.engine.kernel.vector.ByteLanes.SIXTEEN;
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
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rows of Q4_K. */
final class Q4KMatrix extends SixBitMatrix {
  private static final int BLOCK_BYTES = 144;
  private static final int QUANTS = SixBitScales.BYTES;

  Q4KMatrix(Tensor tensor) {
    super(tensor, 16);
  }

  /**
   * Written out, since a kernel this long may call the Vector API alone: beyond its limit of nodes
   * C2 inlines nothing else, and boxes every vector that crosses a call.
   */
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
        IntVector w0A = IntVector.fromMemorySegment(I, w, codesA, LITTLE_ENDIAN);
        FloatVector l00A = w0A.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x00 = FloatVector.fromArray(F, x, k);
        FloatVector low0A = l00A.mul(x00);
        FloatVector l01A = w0A.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x02 = FloatVector.fromArray(F, x, k + 2 * COUNT);
        low0A = l01A.fma(x02, low0A);
        FloatVector l02A = w0A.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x04 = FloatVector.fromArray(F, x, k + 4 * COUNT);
        low0A = l02A.fma(x04, low0A);
        FloatVector l03A = w0A.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x06 = FloatVector.fromArray(F, x, k + 6 * COUNT);
        low0A = l03A.fma(x06, low0A);
        FloatVector h00A = w0A.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x01 = FloatVector.fromArray(F, x, k + COUNT);
        FloatVector high0A = h00A.mul(x01);
        FloatVector h01A = w0A.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x03 = FloatVector.fromArray(F, x, k + 3 * COUNT);
        high0A = h01A.fma(x03, high0A);
        FloatVector h02A = w0A.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x05 = FloatVector.fromArray(F, x, k + 5 * COUNT);
        high0A = h02A.fma(x05, high0A);
        FloatVector h03A = w0A.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x07 = FloatVector.fromArray(F, x, k + 7 * COUNT);
        high0A = h03A.fma(x07, high0A);
        lowA = low0A.fma(scalesA.rearrange(LOW_0), lowA);
        highA = high0A.fma(scalesA.rearrange(HIGH_0), highA);
        IntVector w0B = IntVector.fromMemorySegment(I, w, codesB, LITTLE_ENDIAN);
        FloatVector l00B = w0B.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector low0B = l00B.mul(x00);
        FloatVector l01B = w0B.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        low0B = l01B.fma(x02, low0B);
        FloatVector l02B = w0B.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        low0B = l02B.fma(x04, low0B);
        FloatVector l03B = w0B.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        low0B = l03B.fma(x06, low0B);
        FloatVector h00B = w0B.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector high0B = h00B.mul(x01);
        FloatVector h01B = w0B.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        high0B = h01B.fma(x03, high0B);
        FloatVector h02B = w0B.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        high0B = h02B.fma(x05, high0B);
        FloatVector h03B = w0B.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        high0B = h03B.fma(x07, high0B);
        lowB = low0B.fma(scalesB.rearrange(LOW_0), lowB);
        highB = high0B.fma(scalesB.rearrange(HIGH_0), highB);
        IntVector w1A = IntVector.fromMemorySegment(I, w, codesA + STEP_BYTES, LITTLE_ENDIAN);
        FloatVector l10A = w1A.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x10 = FloatVector.fromArray(F, x, k + STEP);
        FloatVector low1A = l10A.mul(x10);
        FloatVector l11A = w1A.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x12 = FloatVector.fromArray(F, x, k + STEP + 2 * COUNT);
        low1A = l11A.fma(x12, low1A);
        FloatVector l12A = w1A.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x14 = FloatVector.fromArray(F, x, k + STEP + 4 * COUNT);
        low1A = l12A.fma(x14, low1A);
        FloatVector l13A = w1A.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x16 = FloatVector.fromArray(F, x, k + STEP + 6 * COUNT);
        low1A = l13A.fma(x16, low1A);
        FloatVector h10A = w1A.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x11 = FloatVector.fromArray(F, x, k + STEP + COUNT);
        FloatVector high1A = h10A.mul(x11);
        FloatVector h11A = w1A.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x13 = FloatVector.fromArray(F, x, k + STEP + 3 * COUNT);
        high1A = h11A.fma(x13, high1A);
        FloatVector h12A = w1A.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x15 = FloatVector.fromArray(F, x, k + STEP + 5 * COUNT);
        high1A = h12A.fma(x15, high1A);
        FloatVector h13A = w1A.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector x17 = FloatVector.fromArray(F, x, k + STEP + 7 * COUNT);
        high1A = h13A.fma(x17, high1A);
        lowA = low1A.fma(scalesA.rearrange(LOW_1), lowA);
        highA = high1A.fma(scalesA.rearrange(HIGH_1), highA);
        IntVector w1B = IntVector.fromMemorySegment(I, w, codesB + STEP_BYTES, LITTLE_ENDIAN);
        FloatVector l10B = w1B.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector low1B = l10B.mul(x10);
        FloatVector l11B = w1B.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        low1B = l11B.fma(x12, low1B);
        FloatVector l12B = w1B.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        low1B = l12B.fma(x14, low1B);
        FloatVector l13B = w1B.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        low1B = l13B.fma(x16, low1B);
        FloatVector h10B = w1B.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        FloatVector high1B = h10B.mul(x11);
        FloatVector h11B = w1B.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        high1B = h11B.fma(x13, high1B);
        FloatVector h12B = w1B.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats();
        high1B = h12B.fma(x15, high1B);
        FloatVector h13B = w1B.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats();
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
    IntVector codes = (IntVector) bytes.convertShape(ZERO_EXTEND_B2I, I, 0);
    FloatVector lower = (FloatVector) codes.and(0xF).convert(I2F, 0);
    FloatVector upper = (FloatVector) codes.lanewise(LSHR, 4).convert(I2F, 0);
    lower.mul(scale).add(minimum).intoArray(out, to);
    upper.mul(nextScale).add(nextMinimum).intoArray(out, to + GROUP);
  }
}
