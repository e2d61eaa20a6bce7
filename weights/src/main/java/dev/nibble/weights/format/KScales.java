package dev.nibble.weights.format;

import static dev.nibble.weights.Layouts.uint8;

import dev.nibble.weights.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The scales and minima of Q4_K and Q5_K: 8 pairs of 6-bit numbers in 12 bytes.
 *
 * <p>The low six bits of the first four bytes are the scales 0 to 3, those of the next four the
 * minima 0 to 3. The last four bytes hold the low nibbles of the other four scales in their low
 * nibbles, of the minima in their high ones; the upper two bits of these numbers are the upper two
 * bits of the first eight bytes.
 */
final class KScales {
  /** Elements that share a pair. */
  static final int GROUP = 32;

  /** Pairs in a block. */
  static final int GROUPS = 8;

  /** Bytes of all pairs. */
  static final int BYTES = 12;

  /** The highest scale and the highest minimum. */
  static final int HIGHEST = 63;

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

  /**
   * Packs all pairs.
   *
   * @param scales 8 of them, 0 to 63
   * @param minima 8 of them, 0 to 63
   * @param blocks receives {@link #BYTES}
   * @param at where they start
   */
  static void put(int[] scales, int[] minima, MemorySegment blocks, long at) {
    for (int group = 0; group < GROUPS / 2; group++) {
      int scale = scales[group + 4];
      int minimum = minima[group + 4];
      blocks.set(Layouts.INT8, at + group, (byte) (scales[group] | scale >> 4 << 6));
      blocks.set(Layouts.INT8, at + group + 4, (byte) (minima[group] | minimum >> 4 << 6));
      blocks.set(Layouts.INT8, at + group + 8, (byte) ((scale & 0xF) | minimum << 4));
    }
  }

  /**
   * The distance between the numbers that an element of each group can become.
   *
   * @param blocks where the pairs are
   * @param at where they start
   * @param d the scale of the scales
   * @param out receives the distances, one for each element
   * @param first where the first goes in {@code out}
   */
  static void steps(MemorySegment blocks, long at, float d, float[] out, int first) {
    for (int group = 0; group < GROUPS; group++) {
      float step = Math.abs(d) * scale(blocks, at, group);
      Arrays.fill(out, first + GROUP * group, first + GROUP * (group + 1), step);
    }
  }
}
