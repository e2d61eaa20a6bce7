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
   * @param product as {@link Product} numbers it
   * @param pass as {@link Chunk} says
   * @param weights {@code [rows][columns]}
   * @param floats norms and biases
   * @param x {@code [tokens][columns]}
   * @param y {@code [tokens][stride]}
   * @param angles as {@link Angles} says
   * @param cache as {@link KvCopy} says
   * @param keysAndValues as {@link Rotary} says
   */
  static void multiply(
      KernelContext context,
      IntArray product,
      IntArray pass,
      ByteArray weights,
      FloatArray floats,
      FloatArray x,
      FloatArray y,
      FloatArray angles,
      FloatArray cache,
      FloatArray keysAndValues) {
    float[] parts = context.allocateFloatLocalArray(Sums.PARTS);
    float[] sums = new float[Sums.TILE];
    int group = context.groupIdx;
    int item = context.localIdx;
    int tokens = pass.get(Chunk.COUNT);
    int token = Sums.token(group, tokens);
    int columns = product.get(Product.COLUMNS);
    int norm = product.get(Product.NORM);
    int first = Sums.row(product, group, tokens);
    int rows = Sums.rows(product, first);
    for (int which = 0; which < rows; which++) {
      int row = first + which * Sums.distance(product, first);
      Sums.clear(sums);
      int start = product.get(Product.WEIGHTS) + row * (columns / 256) * 144;
      for (int unit = item; unit < columns / 16; unit += Sums.ITEMS) {
        int block = start + unit / 16 * 144;
        int quarter = unit / 4 & 3;
        float scales = Sums.half(weights.get(block), weights.get(block + 1));
        float minima = Sums.half(weights.get(block + 2), weights.get(block + 3));
        int codes = block + 16 + 32 * quarter + (unit & 3) * 8;
        int begin = unit / 16 * 256 + 64 * quarter + (unit & 3) * 8;
        for (int upper = 0; upper < 2; upper++) {
          int pair = 2 * quarter + upper;
          float scale = scales * sixBits(weights, block + 4, pair, 0);
          float minimum = minima * sixBits(weights, block + 4, pair, 4);
          for (int i = 0; i < 8; i++) {
            int code = (weights.get(codes + i) >> (4 * upper)) & 15;
            float weight = scale * code - minimum;
            Sums.add(sums, weight, begin + 32 * upper + i, norm, columns, floats, x, token, tokens);
          }
        }
      }
      for (int t = 0; t < Sums.TILE; t++) {
        parts[(which * Sums.TILE + t) * Sums.ITEMS + item] = sums[t];
      }
    }
    Sums.squares(sums, item, norm, columns, x, token, tokens);
    for (int t = 0; t < Sums.TILE; t++) {
      parts[(2 * Sums.TILE + t) * Sums.ITEMS + item] = sums[t];
    }
    context.localBarrier();
    int step = Sums.step(tokens);
    for (int stride = Sums.ITEMS / 2; stride > 0; stride >>= 1) {
      if (item < stride) {
        for (int part = item; part < Sums.PARTS; part += step) {
          parts[part] += parts[part + stride];
        }
      }
      context.localBarrier();
    }
    if (item < Sums.TILE && token + item < tokens) {
      float scale = Sums.scale(parts[(2 * Sums.TILE + item) * Sums.ITEMS], norm, columns, floats);
      float a = scale * parts[item * Sums.ITEMS];
      float b = scale * parts[(Sums.TILE + item) * Sums.ITEMS];
      Endings.finish(token + item, first, a, b, product, floats, y);
      Rotary.finish(
          token + item, first, a, b, product, pass, floats, y, angles, cache, keysAndValues);
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
