package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/**
 * Super-blocks of 256: 128 bytes of the lower four bits, 64 of the upper two, 16 signed scales, a
 * scale of those. An item takes 16 elements with one scale at a time.
 */
final class Q6kRow {
  private Q6kRow() {}

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
    int begin = start + row * (columns / 256) * 210;
    for (int unit = item; unit < columns / 16; unit += Sums.ITEMS) {
      int block = begin + unit / 16 * 210;
      int group = unit & 15;
      int part = group & 7;
      float scales = Sums.half(weights.get(block + 208), weights.get(block + 209));
      float scale = scales * weights.get(block + 192 + group);
      int low = block + group / 8 * 64 + (part & 3) * 16;
      int lowShift = part / 4 * 4;
      int high = block + 128 + group / 8 * 32 + (part & 1) * 16;
      int highShift = part / 2 * 2;
      for (int i = 0; i < 16; i++) {
        int lowBits = (weights.get(low + i) >> lowShift) & 15;
        int highBits = (weights.get(high + i) >> highShift) & 3;
        float weight = scale * ((lowBits | (highBits << 4)) - 32);
        Sums.add(sums, weight, unit * 16 + i, norm, columns, floats, x, token, tokens);
      }
    }
  }
}
