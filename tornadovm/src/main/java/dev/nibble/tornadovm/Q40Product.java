package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Blocks of a scale and 16 bytes: the lower halves are the elements 0 to 15, the upper ones 16 to
 * 31. An item takes 4 bytes at a time.
 */
final class Q40Product {
  private Q40Product() {}

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
      ByteArray weights,
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
    int start = row * (columns / 32) * 18;
    for (int unit = context.localIdx; unit < columns / 8; unit += Sums.ITEMS) {
      int block = start + unit / 4 * 18;
      float scale = Sums.half(weights.get(block), weights.get(block + 1));
      int codes = block + 2 + (unit & 3) * 4;
      int first = unit / 4 * 32 + (unit & 3) * 4;
      for (int i = 0; i < 8; i++) {
        int upper = i / 4;
        int code = (weights.get(codes + (i & 3)) >> (4 * upper)) & 15;
        float weight = scale * (code - 8);
        int k = first + 16 * upper + (i & 3);
        sum0 += weight * x.get(x0 + k);
        if (several) {
          sum1 += weight * x.get(x1 + k);
          sum2 += weight * x.get(x2 + k);
          sum3 += weight * x.get(x3 + k);
        }
      }
    }
    Sums.finish(context, parts, shape, row, token, tokens, bias, y, sum0, sum1, sum2, sum3);
  }
}
