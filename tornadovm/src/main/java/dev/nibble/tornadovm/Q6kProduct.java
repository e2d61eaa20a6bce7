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
      int start = product.get(Product.WEIGHTS) + row * (columns / 256) * 210;
      for (int unit = item; unit < columns / 16; unit += Sums.ITEMS) {
        int block = start + unit / 16 * 210;
        int index = unit & 15;
        int part = index & 7;
        float scales = Sums.half(weights.get(block + 208), weights.get(block + 209));
        float scale = scales * weights.get(block + 192 + index);
        int low = block + index / 8 * 64 + (part & 3) * 16;
        int lowShift = part / 4 * 4;
        int high = block + 128 + index / 8 * 32 + (part & 1) * 16;
        int highShift = part / 2 * 2;
        for (int i = 0; i < 16; i++) {
          int lowBits = (weights.get(low + i) >> lowShift) & 15;
          int highBits = (weights.get(high + i) >> highShift) & 3;
          float weight = scale * ((lowBits | (highBits << 4)) - 32);
          Sums.add(sums, weight, unit * 16 + i, norm, columns, floats, x, token, tokens);
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
