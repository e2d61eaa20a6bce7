package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Where one bit of each of 256 codes lies in 32 bytes: bit {@code n} of the bytes belongs to the
 * elements {@code 32 n} to {@code 32 n + 31}.
 */
final class BitStripes {
  private static final int BYTES = 32;

  private BitStripes() {}

  /**
   * Packs a bit of each code.
   *
   * @param codes 256 of them
   * @param bit which bit, 0 the lowest
   * @param blocks receives 32 bytes
   * @param at where they start
   */
  static void put(byte[] codes, int bit, MemorySegment blocks, long at) {
    for (int j = 0; j < BYTES; j++) {
      int packed = 0;
      for (int n = 0; n < Byte.SIZE; n++) {
        packed |= (codes[BYTES * n + j] >> bit & 1) << n;
      }
      blocks.set(Layouts.INT8, at + j, (byte) packed);
    }
  }
}
