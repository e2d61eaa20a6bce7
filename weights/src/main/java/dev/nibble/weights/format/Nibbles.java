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
   * Unpacks codes.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param width bytes whose low nibbles come before their high ones
   * @param codes receives as many as a multiple of twice the width, 0 to 15
   */
  static void get(MemorySegment blocks, long at, int width, byte[] codes) {
    for (int first = 0; first < codes.length; first += 2 * width) {
      for (int j = 0; j < width; j++) {
        int pair = blocks.get(Layouts.INT8, at + first / 2 + j);
        codes[first + j] = (byte) (pair & 0xF);
        codes[first + width + j] = (byte) (pair >> 4 & 0xF);
      }
    }
  }

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
