package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Super-blocks of 256: a scale of scales and one of minima, 8 pairs of 6 bits, 128 bytes; of each
 * 32 bytes the lower halves are 32 elements and the upper ones the next 32. An item takes 8 bytes
 * at a time.
 */
final class Q4kProduct {
  private Q4kProduct() {}

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
    int start = row * (columns / 256) * 144;
    for (int unit = context.localIdx; unit < columns / 16; unit += Sums.ITEMS) {
      int block = start + unit / 16 * 144;
      int quarter = unit / 4 & 3;
      float scales = Sums.half(weights.get(block), weights.get(block + 1));
      float minima = Sums.half(weights.get(block + 2), weights.get(block + 3));
      int codes = block + 16 + 32 * quarter + (unit & 3) * 8;
      int first = unit / 16 * 256 + 64 * quarter + (unit & 3) * 8;
      for (int upper = 0; upper < 2; upper++) {
        int group = 2 * quarter + upper;
        float scale = scales * sixBits(weights, block + 4, group, 0);
        float minimum = minima * sixBits(weights, block + 4, group, 4);
        for (int i = 0; i < 8; i++) {
          int code = (weights.get(codes + i) >> (4 * upper)) & 15;
          float weight = scale * code - minimum;
          int k = first + 32 * upper + i;
          sum0 += weight * x.get(x0 + k);
          if (several) {
            sum1 += weight * x.get(x1 + k);
            sum2 += weight * x.get(x2 + k);
            sum3 += weight * x.get(x3 + k);
          }
        }
      }
    }
    Sums.finish(context, parts, shape, row, token, tokens, bias, y, sum0, sum1, sum2, sum3);
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
