package dev.nibble.weights.format;

import dev.nibble.weights.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * The codes of a block of 32: 16 bytes, whose low nibbles belong to the elements 0 to 15 and whose
 * high nibbles to 16 to 31.
 */
final class BlockCodes {
  /** Elements in a block. */
  static final int COUNT = 32;

  /** Bytes that hold four bits of each element. */
  static final int FOUR_BITS_BYTES = 16;

  private static final int HALF = COUNT / 2;

  private BlockCodes() {}

  /**
   * Unpacks codes of 4 bits.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param out receives the codes, 0 to 15
   * @param first where the first goes in {@code out}
   */
  static void fourBits(MemorySegment blocks, long at, float[] out, int first) {
    for (int j = 0; j < HALF; j++) {
      int pair = blocks.get(Layouts.INT8, at + j);
      out[first + j] = pair & 0xF;
      out[first + HALF + j] = pair >> 4 & 0xF;
    }
  }

  /**
   * Unpacks codes of 5 bits: an integer of all the fifth bits, that of element 0 the lowest, stands
   * before the others.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param out receives the codes, 0 to 31
   * @param first where the first goes in {@code out}
   */
  static void fiveBits(MemorySegment blocks, long at, float[] out, int first) {
    int fifthBits = blocks.get(Layouts.INT32, at);
    fourBits(blocks, at + Integer.BYTES, out, first);
    for (int j = 0; j < COUNT; j++) {
      out[first + j] += (fifthBits >> j & 1) << 4;
    }
  }

  /**
   * Unpacks codes of 4 bits, as they are.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param codes receives 32 of them, 0 to 15
   */
  static void getFourBits(MemorySegment blocks, long at, byte[] codes) {
    Nibbles.get(blocks, at, HALF, codes);
  }

  /**
   * Unpacks codes of 5 bits, as they are; the fifth bits stand in front.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param codes receives 32 of them, 0 to 31
   */
  static void getFiveBits(MemorySegment blocks, long at, byte[] codes) {
    getFourBits(blocks, at + Integer.BYTES, codes);
    int fifthBits = blocks.get(Layouts.INT32, at);
    for (int j = 0; j < COUNT; j++) {
      codes[j] |= (byte) ((fifthBits >> j & 1) << 4);
    }
  }

  /**
   * Looks codes of 4 bits up.
   *
   * @param blocks where the codes are
   * @param at where they start
   * @param values the numbers that the 16 codes stand for
   * @param scale a factor on each number
   * @param out receives the products
   * @param first where the first goes in {@code out}
   */
  static void lookUp(
      MemorySegment blocks, long at, float[] values, float scale, float[] out, int first) {
    for (int j = 0; j < HALF; j++) {
      int pair = blocks.get(Layouts.INT8, at + j);
      out[first + j] = scale * values[pair & 0xF];
      out[first + HALF + j] = scale * values[pair >> 4 & 0xF];
    }
  }

  /**
   * Packs codes of 4 bits.
   *
   * @param codes 32 of them, 0 to 15
   * @param blocks receives {@link #FOUR_BITS_BYTES}
   * @param at where they start
   */
  static void putFourBits(byte[] codes, MemorySegment blocks, long at) {
    Nibbles.put(codes, HALF, blocks, at);
  }

  /**
   * Packs codes of 5 bits, the fifth bits in front.
   *
   * @param codes 32 of them, 0 to 31
   * @param blocks receives 4 bytes more than for 4 bits
   * @param at where they start
   */
  static void putFiveBits(byte[] codes, MemorySegment blocks, long at) {
    int fifthBits = 0;
    for (int j = 0; j < COUNT; j++) {
      fifthBits |= (codes[j] >> 4) << j;
    }
    blocks.set(Layouts.INT32, at, fifthBits);
    putFourBits(codes, blocks, at + Integer.BYTES);
  }
}
