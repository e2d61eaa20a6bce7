package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Super-blocks of 256: 128 bytes of the lower four bits, 64 of the upper two, 16 signed scales, a
 * scale of those. An item takes 16 elements with one scale at a time.
 */
final class Q6kProduct {
  private Q6kProduct() {}

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
    int start = row * (columns / 256) * 210;
    for (int unit = context.localIdx; unit < columns / 16; unit += Sums.ITEMS) {
      int block = start + unit / 16 * 210;
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
        int k = unit * 16 + i;
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
