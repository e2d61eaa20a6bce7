package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/** Weights in half precision. */
final class F16Row {
  private F16Row() {}

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
    int begin = start + 2 * row * columns;
    for (int k = item; k < columns; k += Sums.ITEMS) {
      int at = begin + 2 * k;
      float weight = Sums.half(weights.get(at), weights.get(at + 1));
      Sums.add(sums, weight, k, norm, columns, floats, x, token, tokens);
    }
  }
}
