package dev.nibble.engine.kernel.vector;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** Rounding to half precision, to the nearest and of two to the even one. */
final class Halves {
  /** Bits of a float's fraction that a half has no room for. */
  private static final int DROPPED_BITS = 13;

  private static final int DROPPED = (1 << DROPPED_BITS) - 1;

  /** Below this, halves lie as far apart as floats from 1/2 to 1. */
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  /** Added and subtracted again, it rounds to a multiple of 2^-24, the distance of small halves. */
  private static final float ROUNDER = 0x1.8p-1f;

  private Halves() {}

  /**
   * Rounds.
   *
   * @param x numbers that a half has room for; others come back as something else
   * @return the halves, as floats
   */
  static FloatVector round(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector even = bits.lanewise(LSHR, DROPPED_BITS).and(1);
    FloatVector rounded = bits.add(even).add(DROPPED >> 1).and(~DROPPED).reinterpretAsFloats();
    return rounded.blend(x.add(ROUNDER).sub(ROUNDER), x.abs().compare(LT, SMALLEST_NORMAL));
  }
}
