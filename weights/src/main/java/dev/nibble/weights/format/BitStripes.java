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
   * Unpacks a bit of each code.
   *
   * @param blocks where the bits are
   * @param at where they start
   * @param bit which bit, 0 the lowest
   * @param codes 256 of them, to which the bit is added
   */
  static void get(MemorySegment blocks, long at, int bit, byte[] codes) {
    for (int i = 0; i < codes.length; i++) {
      int packed = blocks.get(Layouts.INT8, at + i % BYTES);
      codes[i] |= (byte) ((packed >> (i / BYTES) & 1) << bit);
    }
  }

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
