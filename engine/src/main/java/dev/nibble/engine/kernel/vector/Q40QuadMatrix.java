package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.ByteLanes.CODE;
import static dev.nibble.engine.kernel.vector.ByteLanes.SIXTEEN;
import static dev.nibble.engine.kernel.vector.HalfBits.BITS;
import static dev.nibble.engine.kernel.vector.HalfBits.ONE_MORE;
import static dev.nibble.engine.kernel.vector.HalfBits.OVERFLOW;
import static dev.nibble.engine.kernel.vector.HalfBits.REBIAS;
import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.I;
import static dev.nibble.engine.kernel.vector.Lanes.scalarHalf;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.OR;

import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of Q4_0 in vectors of 512 bits, four blocks at a time. One shuffle of bytes brings their
 * codes together, four bytes a lane as {@link ByteLanes} has them, another one their scales, a
 * block's in four lanes: 0.4 instructions a weight in place of 0.7.
 */
final class Q40QuadMatrix extends Q40Matrix {
  private static final int BLOCKS = 4;

  /** Weights of four blocks. */
  private static final int STEP = BLOCKS * BLOCK;

  private static final int STEP_BYTES = BLOCKS * BLOCK_BYTES;

  /** Codes of a lane. */
  private static final int CODES = 8;

  /** Lanes of a block. */
  private static final int BLOCK_LANES = BLOCK / CODES;

  /** Prepared floats of a step: activations code by code, and what makes up for the offsets. */
  private static final int PREPARED = STEP + COUNT;

  /** What the kernel adds to each weight before it is scaled. */
  private static final int ADDED = 16 + 8;

  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;

  /** From a vector of bytes at the first block to the codes of the first three. */
  private static final VectorShuffle<Byte> QUANTS_OF_THREE =
      VectorShuffle.fromOp(
          BYTES, i -> Math.min(i / HALF * BLOCK_BYTES + QUANTS + i % HALF, BYTES.length() - 1));

  /** And to the scales, each in the upper halves of its block's lanes. */
  private static final VectorShuffle<Byte> SCALES =
      VectorShuffle.fromOp(BYTES, i -> i / HALF * BLOCK_BYTES + i % Short.BYTES);

  /** Where a vector starts whose last lanes are the codes of the fourth block. */
  private static final int FOURTH = STEP_BYTES - BYTES.length();

  private static final VectorMask<Integer> FOURTH_LANES =
      VectorMask.fromLong(I, 0xFL << ((BLOCKS - 1) * BLOCK_LANES));

  Q40QuadMatrix(Tensor tensor) {
    super(tensor);
  }

  /** Whether a tensor's rows are whole steps, and vectors wide enough. */
  static boolean takes(Tensor tensor) {
    return COUNT == BLOCKS * BLOCK_LANES && tensor.columns() % STEP == 0;
  }

  @Override
  int preparedFloats() {
    return columns / STEP * PREPARED;
  }

  @Override
  void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    int at = outOffset;
    for (int k = xOffset; k < xOffset + columns; k += STEP) {
      for (int lane = 0; lane < COUNT; lane++) {
        int first = k + lane / BLOCK_LANES * BLOCK + lane % BLOCK_LANES * Integer.BYTES;
        float sum = 0;
        for (int code = 0; code < CODES; code++) {
          float value = x[first + code / 2 + code % 2 * HALF];
          out[at + code * COUNT + lane] = value;
          sum += value;
        }
        out[at + STEP + lane] = -ADDED * sum;
      }
      at += PREPARED;
    }
  }

  @Override
  void multiplyGroups(int first, int count, int distance, float[] x, int xAt, float[] y, int yAt) {
    MemorySegment w = data;
    for (int n = 0; n < count; n++) {
      long row0 = (first + n) * rowBytes;
      long row1 = row0 + distance * rowBytes;
      long row2 = row1 + distance * rowBytes;
      long row3 = row2 + distance * rowBytes;
      FloatVector s0 = FloatVector.zero(F);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      IntVector seen = IntVector.zero(I);
      for (int step = 0; step < columns / STEP; step++) {
        long at = step * (long) STEP_BYTES;
        int k = xAt + step * PREPARED;
        FloatVector offsets = FloatVector.fromArray(F, x, k + STEP);
        FloatVector x0 = FloatVector.fromArray(F, x, k);
        FloatVector x1 = FloatVector.fromArray(F, x, k + COUNT);
        FloatVector x2 = FloatVector.fromArray(F, x, k + 2 * COUNT);
        FloatVector x3 = FloatVector.fromArray(F, x, k + 3 * COUNT);
        FloatVector x4 = FloatVector.fromArray(F, x, k + 4 * COUNT);
        FloatVector x5 = FloatVector.fromArray(F, x, k + 5 * COUNT);
        FloatVector x6 = FloatVector.fromArray(F, x, k + 6 * COUNT);
        FloatVector x7 = FloatVector.fromArray(F, x, k + 7 * COUNT);
        ByteVector b0 = ByteVector.fromMemorySegment(BYTES, w, row0 + at, LITTLE_ENDIAN);
        IntVector fourth0 = IntVector.fromMemorySegment(I, w, row0 + at + FOURTH, LITTLE_ENDIAN);
        IntVector q0 = b0.rearrange(QUANTS_OF_THREE).reinterpretAsInts();
        q0 = q0.blend(fourth0, FOURTH_LANES);
        IntVector d0 = b0.rearrange(SCALES).reinterpretAsInts().lanewise(ASHR, 3).and(BITS);
        seen = seen.or(d0.add(ONE_MORE));
        FloatVector l0 =
            q0.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x0, offsets);
        FloatVector u0 = q0.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats().mul(x1);
        l0 = q0.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x2, l0);
        u0 = q0.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x3, u0);
        l0 = q0.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x4, l0);
        u0 = q0.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x5, u0);
        l0 = q0.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x6, l0);
        u0 = q0.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x7, u0);
        s0 = l0.add(u0).fma(d0.reinterpretAsFloats().mul(REBIAS), s0);
        ByteVector b1 = ByteVector.fromMemorySegment(BYTES, w, row1 + at, LITTLE_ENDIAN);
        IntVector fourth1 = IntVector.fromMemorySegment(I, w, row1 + at + FOURTH, LITTLE_ENDIAN);
        IntVector q1 = b1.rearrange(QUANTS_OF_THREE).reinterpretAsInts();
        q1 = q1.blend(fourth1, FOURTH_LANES);
        IntVector d1 = b1.rearrange(SCALES).reinterpretAsInts().lanewise(ASHR, 3).and(BITS);
        seen = seen.or(d1.add(ONE_MORE));
        FloatVector l1 =
            q1.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x0, offsets);
        FloatVector u1 = q1.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats().mul(x1);
        l1 = q1.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x2, l1);
        u1 = q1.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x3, u1);
        l1 = q1.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x4, l1);
        u1 = q1.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x5, u1);
        l1 = q1.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x6, l1);
        u1 = q1.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x7, u1);
        s1 = l1.add(u1).fma(d1.reinterpretAsFloats().mul(REBIAS), s1);
        ByteVector b2 = ByteVector.fromMemorySegment(BYTES, w, row2 + at, LITTLE_ENDIAN);
        IntVector fourth2 = IntVector.fromMemorySegment(I, w, row2 + at + FOURTH, LITTLE_ENDIAN);
        IntVector q2 = b2.rearrange(QUANTS_OF_THREE).reinterpretAsInts();
        q2 = q2.blend(fourth2, FOURTH_LANES);
        IntVector d2 = b2.rearrange(SCALES).reinterpretAsInts().lanewise(ASHR, 3).and(BITS);
        seen = seen.or(d2.add(ONE_MORE));
        FloatVector l2 =
            q2.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x0, offsets);
        FloatVector u2 = q2.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats().mul(x1);
        l2 = q2.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x2, l2);
        u2 = q2.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x3, u2);
        l2 = q2.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x4, l2);
        u2 = q2.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x5, u2);
        l2 = q2.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x6, l2);
        u2 = q2.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x7, u2);
        s2 = l2.add(u2).fma(d2.reinterpretAsFloats().mul(REBIAS), s2);
        ByteVector b3 = ByteVector.fromMemorySegment(BYTES, w, row3 + at, LITTLE_ENDIAN);
        IntVector fourth3 = IntVector.fromMemorySegment(I, w, row3 + at + FOURTH, LITTLE_ENDIAN);
        IntVector q3 = b3.rearrange(QUANTS_OF_THREE).reinterpretAsInts();
        q3 = q3.blend(fourth3, FOURTH_LANES);
        IntVector d3 = b3.rearrange(SCALES).reinterpretAsInts().lanewise(ASHR, 3).and(BITS);
        seen = seen.or(d3.add(ONE_MORE));
        FloatVector l3 =
            q3.lanewise(LSHL, 19).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x0, offsets);
        FloatVector u3 = q3.lanewise(LSHL, 15).and(CODE).or(SIXTEEN).reinterpretAsFloats().mul(x1);
        l3 = q3.lanewise(LSHL, 11).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x2, l3);
        u3 = q3.lanewise(LSHL, 7).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x3, u3);
        l3 = q3.lanewise(LSHL, 3).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x4, l3);
        u3 = q3.lanewise(LSHR, 1).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x5, u3);
        l3 = q3.lanewise(LSHR, 5).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x6, l3);
        u3 = q3.lanewise(LSHR, 9).and(CODE).or(SIXTEEN).reinterpretAsFloats().fma(x7, u3);
        s3 = l3.add(u3).fma(d3.reinterpretAsFloats().mul(REBIAS), s3);
      }
      y[yAt + n] = s0.reduceLanes(ADD);
      y[yAt + n + distance] = s1.reduceLanes(ADD);
      y[yAt + n + 2 * distance] = s2.reduceLanes(ADD);
      y[yAt + n + 3 * distance] = s3.reduceLanes(ADD);
      if ((seen.reduceLanes(OR) & OVERFLOW) != 0) {
        for (int i = 0; i < groupRows(); i++) {
          y[yAt + n + i * distance] = exact(first + n + i * distance, x, xAt);
        }
      }
    }
  }

  /** A product in which scales that are infinities and NaN count as such. */
  private float exact(int row, float[] x, int xAt) {
    float total = 0;
    for (int block = 0; block < columns / BLOCK; block++) {
      long at = row * rowBytes + block * (long) BLOCK_BYTES;
      int prepared = xAt + block / BLOCKS * PREPARED + block % BLOCKS * BLOCK_LANES;
      float sum = 0;
      for (int i = 0; i < HALF; i++) {
        int codes = data.get(ValueLayout.JAVA_BYTE, at + QUANTS + i);
        int lower = prepared + i / Integer.BYTES + i % Integer.BYTES * 2 * COUNT;
        sum += ((codes & 0xF) - 8) * x[lower] + ((codes >> 4 & 0xF) - 8) * x[lower + COUNT];
      }
      total += sum * scalarHalf(data, at);
    }
    return total;
  }
}
