package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Blocks of a scale and 32 signed bytes. An item takes 8 of them at a time. */
final class Q80Row {
  private Q80Row() {}

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
    int begin = start + row * (columns / 32) * 34;
    for (int unit = item; unit < columns / 8; unit += Sums.ITEMS) {
      int block = begin + unit / 4 * 34;
      float scale = Sums.half(weights.get(block), weights.get(block + 1));
      int codes = block + 2 + (unit & 3) * 8;
      for (int i = 0; i < 8; i++) {
        float weight = scale * weights.get(codes + i);
        Sums.add(sums, weight, unit * 8 + i, norm, columns, floats, x, token, tokens);
      }
    }
  }
}
