package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Weights in single precision. */
final class F32Product {
  private F32Product() {}

  /**
   * Multiplies.
   *
   * @param context where a kernel is in its grid
   * @param shape as {@link Sums} numbers it
   * @param pass has the number of tokens in front
   * @param weights {@code [rows][columns]}
   * @param bias {@code [rows]}, where there is one
   * @param x {@code [tokens][columns]}
   * @param y {@code [tokens][rows]}
   */
  static void multiply(
      KernelContext context,
      IntArray shape,
      IntArray pass,
      FloatArray weights,
      FloatArray bias,
      FloatArray x,
      FloatArray y) {
    float[] parts = context.allocateFloatLocalArray(Sums.TILE * Sums.ITEMS);
    int tokens = pass.get(0);
    int columns = shape.get(Sums.COLUMNS);
    int tiles = Sums.tiles(tokens);
    int index = context.groupIdx;
    int row = index / tiles;
    int token = (index - row * tiles) * Sums.TILE;
    int x0 = Sums.start(token, tokens, columns);
    int x1 = Sums.start(token + 1, tokens, columns);
    int x2 = Sums.start(token + 2, tokens, columns);
    int x3 = Sums.start(token + 3, tokens, columns);
    boolean several = tokens > 1;
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int start = row * columns;
    for (int k = context.localIdx; k < columns; k += Sums.ITEMS) {
      float weight = weights.get(start + k);
      sum0 += weight * x.get(x0 + k);
      if (several) {
        sum1 += weight * x.get(x1 + k);
        sum2 += weight * x.get(x2 + k);
        sum3 += weight * x.get(x3 + k);
      }
    }
    Sums.finish(context, parts, shape, row, token, tokens, bias, y, sum0, sum1, sum2, sum3);
  }
}
