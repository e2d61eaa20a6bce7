package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.lowerNibbles;
import static dev.nibble.engine.kernel.vector.Lanes.uint8;
import static dev.nibble.engine.kernel.vector.Lanes.upperNibbles;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The 32 codes of a block of Q5_0 and Q5_1: 16 bytes with their lower four bits, those of the first
 * half in the lower nibbles, and a word of fifth bits, that of the first code the lowest.
 */
final class FiveBits {
  private static final int BLOCK = 32;
  static final int HALF = BLOCK / 2;

  private static final FloatVector FIFTH_BIT = FloatVector.broadcast(F, 16);

  /** The fifth bit above a byte whose upper nibble is not shifted down. */
  static final FloatVector NINTH_BIT = FloatVector.broadcast(F, 256);

  /** Prepared floats of a block. */
  static final int PREPARED = 3 * HALF;

  private FiveBits() {}

  /** Floats of a token's activations as they are prepared. */
  static int prepared(int columns) {
    return columns / BLOCK * PREPARED;
  }

  /**
   * Prepares the activations of a token.
   *
   * @param x activations
   * @param xOffset where they start
   * @param columns how many
   * @param out receives {@link #prepared} floats
   * @param outOffset where the first goes
   */
  static void prepare(float[] x, int xOffset, int columns, float[] out, int outOffset) {
    int at = outOffset;
    for (int k = xOffset; k < xOffset + columns; k += BLOCK) {
      for (int i = 0; i < HALF; i += COUNT) {
        FloatVector a = f32(x, k + i);
        FloatVector sixteenth = f32(x, k + HALF + i).mul(1f / 16);
        a.sub(sixteenth).intoArray(out, at + i);
        sixteenth.intoArray(out, at + HALF + i);
        a.mul(FIFTH_BIT).intoArray(out, at + 2 * HALF + i);
      }
      at += PREPARED;
    }
  }

  private static VectorMask<Float> mask(int bits) {
    return VectorMask.fromLong(F, bits);
  }

  /**
   * Makes a block floats.
   *
   * @param w where the codes lie
   * @param at their first byte
   * @param fifths the word of fifth bits
   * @param scale what a code is multiplied with
   * @param minimum what is added to the product
   * @param out receives 32 floats
   * @param to where the first goes
   */
  static void unpack(
      MemorySegment w, long at, int fifths, float scale, float minimum, float[] out, int to) {
    for (int i = 0; i < HALF; i += COUNT) {
      IntVector bytes = uint8(w, at + i);
      lowerNibbles(bytes)
          .add(FIFTH_BIT, mask(fifths >>> i))
          .mul(scale)
          .add(minimum)
          .intoArray(out, to + i);
      upperNibbles(bytes)
          .add(FIFTH_BIT, mask(fifths >>> (HALF + i)))
          .mul(scale)
          .add(minimum)
          .intoArray(out, to + HALF + i);
    }
  }
}
