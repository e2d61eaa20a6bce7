package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Weights in single precision. */
final class F32Row {
  private F32Row() {}

  /**
   * Adds an item's share of a row's products, as {@link Sums#add} does with each.
   *
   * @param sums one a token
   * @param start where the matrix begins
   * @param row the row
   * @param item the item
   * @param norm where the weights of a norm of the activations are; below 0 without one
   * @param columns how many columns there are
   * @param floats has those weights and the matrix
   * @param x {@code [tokens][columns]}
   * @param token the first token
   * @param tokens how many tokens there are in all
   */
  static void add(
      float[] sums,
      int start,
      int row,
      int item,
      int norm,
      int columns,
      FloatArray floats,
      FloatArray x,
      int token,
      int tokens) {
    int begin = start + row * columns;
    for (int k = item; k < columns; k += Sums.ITEMS) {
      Sums.add(sums, floats.get(begin + k), k, norm, columns, floats, x, token, tokens);
    }
  }
}
