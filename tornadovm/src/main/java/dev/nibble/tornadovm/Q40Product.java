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
      int start = product.get(Product.WEIGHTS) + row * (columns / 32) * 18;
      for (int unit = item; unit < columns / 8; unit += Sums.ITEMS) {
        int block = start + unit / 4 * 18;
        float scale = Sums.half(weights.get(block), weights.get(block + 1));
        int codes = block + 2 + (unit & 3) * 4;
        int begin = unit / 4 * 32 + (unit & 3) * 4;
        for (int i = 0; i < 8; i++) {
          int upper = i / 4;
          int code = (weights.get(codes + (i & 3)) >> (4 * upper)) & 15;
          int k = begin + 16 * upper + (i & 3);
          Sums.add(sums, scale * (code - 8), k, norm, columns, floats, x, token, tokens);
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
}
