package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.uint8;

import java.lang.foreign.MemorySegment;

/**
 * The scales and minima of Q4_K and Q5_K: 8 pairs of 6-bit numbers in 12 bytes.
 *
 * <p>The low six bits of the first four bytes are the scales 0 to 3, those of the next four the
 * minima 0 to 3. The last four bytes hold the low nibbles of the other four scales in their low
 * nibbles, of the minima in their high ones; the upper two bits of these numbers are the upper two
 * bits of the first eight bytes.
 */
final class KScales {
  /** Pairs in a block. */
  static final int GROUPS = 8;

  /** Bytes of all pairs. */
  static final int BYTES = 12;

  private KScales() {}

  /** The scale of a group of 32 elements, 0 to 63. */
  static int scale(MemorySegment blocks, long at, int group) {
    return group < 4
        ? uint8(blocks, at + group) & 63
        : (uint8(blocks, at + group + 4) & 0xF) | (uint8(blocks, at + group - 4) >> 6) << 4;
  }

  /** The minimum of a group of 32 elements, 0 to 63. */
  static int minimum(MemorySegment blocks, long at, int group) {
    return group < 4
        ? uint8(blocks, at + group + 4) & 63
        : (uint8(blocks, at + group + 4) >> 4) | (uint8(blocks, at + group) >> 6) << 4;
  }
}
