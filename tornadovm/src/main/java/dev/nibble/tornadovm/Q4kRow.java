package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Super-blocks of 256: a scale of scales and one of minima, 8 pairs of 6 bits, 128 bytes; of each
 * 32 bytes the lower halves are 32 elements and the upper ones the next 32. An item takes 8 bytes
 * at a time.
 */
final class Q4kRow {
  private Q4kRow() {}

  /**
   * Adds an item's share of a row's products, as {@link Sums#add} does with each.
   *
   * @param sums one a token
   * @param weights the matrix
   * @param start where it begins
   * @param row the row
   * @param item the item
   * @param norm where the weights of a norm of the activations are; below 0 without one
   * @param columns how many columns there are
   * @param floats has those weights
   * @param x {@code [tokens][columns]}
   * @param token the first token
   * @param tokens how many tokens there are in all
   */
  static void add(
      float[] sums,
      ByteArray weights,
      int start,
      int row,
      int item,
      int norm,
      int columns,
      FloatArray floats,
      FloatArray x,
      int token,
      int tokens) {
    int begin = start + row * (columns / 256) * 144;
    for (int unit = item; unit < columns / 16; unit += Sums.ITEMS) {
      int block = begin + unit / 16 * 144;
      int quarter = unit / 4 & 3;
      float scales = Sums.half(weights.get(block), weights.get(block + 1));
      float minima = Sums.half(weights.get(block + 2), weights.get(block + 3));
      int codes = block + 16 + 32 * quarter + (unit & 3) * 8;
      int column = unit / 16 * 256 + 64 * quarter + (unit & 3) * 8;
      for (int upper = 0; upper < 2; upper++) {
        int group = 2 * quarter + upper;
        float scale = scales * sixBits(weights, block + 4, group, 0);
        float minimum = minima * sixBits(weights, block + 4, group, 4);
        for (int i = 0; i < 8; i++) {
          int code = (weights.get(codes + i) >> (4 * upper)) & 15;
          float weight = scale * code - minimum;
          Sums.add(sums, weight, column + 32 * upper + i, norm, columns, floats, x, token, tokens);
        }
      }
    }
  }

  /**
   * A group's scale or minimum: the lower six bits of a byte for the first four groups, for the
   * others four bits and two upper ones that the first four leave.
   */
  private static int sixBits(ByteArray weights, int at, int group, int offset) {
    if (group < 4) {
      return weights.get(at + offset + group) & 63;
    }
    int low = weights.get(at + 4 + group) >> offset;
    int high = weights.get(at + offset + group - 4) >> 6;
    return (low & 15) | ((high & 3) << 4);
  }
}
