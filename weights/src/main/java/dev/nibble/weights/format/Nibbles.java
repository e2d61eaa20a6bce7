package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Where codes of 4 bits lie: the first {@code width} bytes hold as many elements in their low
 * nibbles and the next as many in their high ones, and so on.
 */
final class Nibbles {
  private Nibbles() {}

  /**
   * Packs codes.
   *
   * @param codes as many as a multiple of twice the width, of which the lowest four bits are taken
   * @param width bytes whose low nibbles come before their high ones
   * @param blocks receives half a byte for each code
   * @param at where they start
   */
  static void put(byte[] codes, int width, MemorySegment blocks, long at) {
    for (int first = 0; first < codes.length; first += 2 * width) {
      for (int j = 0; j < width; j++) {
        int pair = (codes[first + j] & 0xF) | codes[first + width + j] << 4;
        blocks.set(Layouts.INT8, at + first / 2 + j, (byte) pair);
      }
    }
  }
}
