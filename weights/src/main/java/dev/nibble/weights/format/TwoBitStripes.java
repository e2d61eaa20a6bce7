package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * Where the 256 codes of 2 bits lie in 64 bytes: the first 32 bytes hold the elements 0 to 31 in
 * their lowest two bits, 32 to 63 in the next two, and so on to 127; the other 32 bytes hold the
 * second half. The elements are taken in groups of 16, which lie in neighbouring bytes.
 */
final class TwoBitStripes {
  /** Elements in a group. */
  static final int GROUP = 16;

  /** Groups in a block. */
  static final int GROUPS = 16;

  private TwoBitStripes() {}

  /** The byte that holds the first element of a group. */
  static int offset(int group) {
    return group / 8 * 32 + group % 2 * GROUP;
  }

  /** The lowest bit of a group in its bytes. */
  static int shift(int group) {
    return group % 8 / 2 * 2;
  }

  /**
   * Unpacks codes of 2 bits.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param bit the lowest of the two bits in a code
   * @param codes 256 of them, to which the bits are added
   */
  static void get(MemorySegment blocks, long at, int bit, byte[] codes) {
    for (int group = 0; group < GROUPS; group++) {
      for (int j = 0; j < GROUP; j++) {
        int packed = blocks.get(Layouts.INT8, at + offset(group) + j);
        codes[group * GROUP + j] |= (byte) ((packed >> shift(group) & 3) << bit);
      }
    }
  }

  /**
   * Packs codes of 2 bits.
   *
   * @param codes 256 of them, of which the lowest two bits are taken
   * @param blocks receives 64 bytes
   * @param at where they start
   */
  static void put(byte[] codes, MemorySegment blocks, long at) {
    for (int group = 0; group < GROUPS; group += GROUPS / 2) {
      for (int j = 0; j < 2 * GROUP; j++) {
        int first = group * GROUP + j;
        int packed = 0;
        for (int stripe = 0; stripe < 4; stripe++) {
          packed |= (codes[first + stripe * 2 * GROUP] & 3) << (2 * stripe);
        }
        blocks.set(Layouts.INT8, at + offset(group) + j, (byte) packed);
      }
    }
  }
}
