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
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rows of Q4_K. */
final class Q4KMatrix extends SixBitMatrix {
  private static final int BLOCK_BYTES = 144;
  private static final int QUANTS = SixBitScales.BYTES;

  private static final IntVector CODE = Lanes.integers(0xF << 19);
  private static final IntVector SIXTEEN = Lanes.integers(Float.floatToIntBits(16));

  Q4KMatrix(Tensor tensor) {
    super(tensor, 16);
  }

  /**
   * Written out, since a kernel this long may call the Vector API alone: beyond its limit of nodes
   * C2 inlines nothing else, and boxes every vector that crosses a call.
   */
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
      IntVector w0 = IntVector.fromMemorySegment(I, data, codes, LITTLE_ENDIAN);
      FloatVector l00 = w0.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      FloatVector low0 = l00.mul(FloatVector.fromArray(F, x, k));
      FloatVector l01 = w0.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      low0 = l01.fma(FloatVector.fromArray(F, x, k + 2 * COUNT), low0);
      FloatVector l02 = w0.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      low0 = l02.fma(FloatVector.fromArray(F, x, k + 4 * COUNT), low0);
      FloatVector l03 = w0.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      low0 = l03.fma(FloatVector.fromArray(F, x, k + 6 * COUNT), low0);
      FloatVector h00 = w0.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      FloatVector high0 = h00.mul(FloatVector.fromArray(F, x, k + COUNT));
      FloatVector h01 = w0.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      high0 = h01.fma(FloatVector.fromArray(F, x, k + 3 * COUNT), high0);
      FloatVector h02 = w0.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      high0 = h02.fma(FloatVector.fromArray(F, x, k + 5 * COUNT), high0);
      FloatVector h03 = w0.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      high0 = h03.fma(FloatVector.fromArray(F, x, k + 7 * COUNT), high0);
      low = low0.fma(scales.rearrange(LOW_0), low);
      high = high0.fma(scales.rearrange(HIGH_0), high);
      IntVector w1 = IntVector.fromMemorySegment(I, data, codes + STEP_BYTES, LITTLE_ENDIAN);
      FloatVector l10 = w1.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      FloatVector low1 = l10.mul(FloatVector.fromArray(F, x, k + STEP));
      FloatVector l11 = w1.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      low1 = l11.fma(FloatVector.fromArray(F, x, k + STEP + 2 * COUNT), low1);
      FloatVector l12 = w1.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      low1 = l12.fma(FloatVector.fromArray(F, x, k + STEP + 4 * COUNT), low1);
      FloatVector l13 = w1.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      low1 = l13.fma(FloatVector.fromArray(F, x, k + STEP + 6 * COUNT), low1);
      FloatVector h10 = w1.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      FloatVector high1 = h10.mul(FloatVector.fromArray(F, x, k + STEP + COUNT));
      FloatVector h11 = w1.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      high1 = h11.fma(FloatVector.fromArray(F, x, k + STEP + 3 * COUNT), high1);
      FloatVector h12 = w1.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats();
      high1 = h12.fma(FloatVector.fromArray(F, x, k + STEP + 5 * COUNT), high1);
      FloatVector h13 = w1.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats();
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
    IntVector codes = (IntVector) bytes.convertShape(ZERO_EXTEND_B2I, I, 0);
    FloatVector lower = (FloatVector) codes.and(0xF).convert(I2F, 0);
    FloatVector upper = (FloatVector) codes.lanewise(LSHR, 4).convert(I2F, 0);
    lower.mul(scale).add(minimum).intoArray(out, to);
    upper.mul(nextScale).add(nextMinimum).intoArray(out, to + GROUP);
  }
}
