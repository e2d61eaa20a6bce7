package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Weights in half precision. */
final class F16Product {
  private F16Product() {}

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
      int start = product.get(Product.WEIGHTS) + 2 * row * columns;
      for (int k = item; k < columns; k += Sums.ITEMS) {
        int at = start + 2 * k;
        float weight = Sums.half(weights.get(at), weights.get(at + 1));
        Sums.add(sums, weight, k, norm, columns, floats, x, token, tokens);
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
