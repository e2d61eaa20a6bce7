package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Rounding to nearest as ggml's reference does it: the scale is the smallest that reaches all
 * elements. The order of the float operations is part of the result.
 */
final class Rounding {
  private Rounding() {}

  /** The element of the largest magnitude, the first of equals, with its sign. */
  static float extreme(float[] row, int first, int count) {
    float extreme = 0;
    for (int i = first; i < first + count; i++) {
      if (Math.abs(row[i]) > Math.abs(extreme)) {
        extreme = row[i];
      }
    }
    return extreme;
  }

  /**
   * What to multiply elements with to get their codes; 0 for a scale of 0. The inverse of a scale
   * below 2^-128 would be infinite; NaN makes all codes 0, as those of ggml are. Such a scale is 0
   * as an f16, whatever the codes.
   */
  static float inverse(float scale) {
    float inverse = scale == 0 ? 0 : 1 / scale;
    return Float.isInfinite(inverse) ? Float.NaN : inverse;
  }

  /**
   * The codes {@code floor((x - zero) inverse + bias)} of a block of 32, but no more than {@code
   * largest}.
   */
  static byte[] codes(float[] row, int first, float zero, float inverse, float bias, int largest) {
    byte[] codes = new byte[BlockCodes.COUNT];
    for (int j = 0; j < codes.length; j++) {
      codes[j] = (byte) Math.min(largest, (int) ((row[first + j] - zero) * inverse + bias));
    }
    return codes;
  }

  /** The codes 0, 1 and 2 of elements near {@code -d}, 0 and {@code d}. */
  static byte[] ternary(float[] row, int first, float d, int count) {
    float inverse = inverse(d);
    byte[] codes = new byte[count];
    for (int j = 0; j < count; j++) {
      codes[j] = (byte) (nearest(row[first + j] * inverse) + 1);
    }
    return codes;
  }

  /** The nearest integer, of two the one away from 0. */
  static int nearest(float x) {
    return (int) (x + Math.copySign(0.5, x));
  }

  /** Stores a number as the nearest binary16. */
  static void putFloat16(MemorySegment blocks, long at, float value) {
    blocks.set(Layouts.INT16, at, Float.floatToFloat16(value));
  }
}
