package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.ByteArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** The product of activations and a matrix of any type. */
final class Products {
  static final int F32 = 0;
  static final int F16 = 1;
  static final int Q8_0 = 2;
  static final int Q4_0 = 3;
  static final int Q4_K = 4;
  static final int Q6_K = 5;

  private Products() {}

  /**
   * Multiplies. A workgroup computes two rows for some tokens, as {@link Sums} says.
   *
   * @param context where a kernel is in its grid
   * @param type how the weights are stored: compiled in, so that what other types need is left out
   * @param product as {@link Product} numbers it
   * @param pass as {@link Chunk} says
   * @param bytes has the matrix, unless it is in single precision
   * @param floats norms, biases, and a matrix in single precision
   * @param x {@code [tokens][columns]}
   * @param y {@code [tokens][stride]}
   * @param angles as {@link Angles} says
   * @param cache as {@link KvCopy} says
   * @param rows as {@link Rotary} says
   */
  static void multiply(
      KernelContext context,
      int type,
      IntArray product,
      IntArray pass,
      ByteArray bytes,
      FloatArray floats,
      FloatArray x,
      FloatArray y,
      FloatArray angles,
      FloatArray cache,
      FloatArray rows) {
    float[] parts = context.allocateFloatLocalArray(Sums.PARTS);
    float[] sums = new float[Sums.TILE];
    int group = context.groupIdx;
    int item = context.localIdx;
    int tokens = pass.get(Chunk.COUNT);
    int token = Sums.token(group, tokens);
    int columns = product.get(Product.COLUMNS);
    int norm = product.get(Product.NORM);
    int start = product.get(Product.WEIGHTS);
    int first = Sums.row(product, group, tokens);
    int count = Sums.rows(product, first);
    for (int which = 0; which < count; which++) {
      int row = first + which * Sums.distance(product, first);
      Sums.clear(sums);
      switch (type) {
        case F32 -> F32Row.add(sums, start, row, item, norm, columns, floats, x, token, tokens);
        case F16 ->
            F16Row.add(sums, bytes, start, row, item, norm, columns, floats, x, token, tokens);
        case Q8_0 ->
            Q80Row.add(sums, bytes, start, row, item, norm, columns, floats, x, token, tokens);
        case Q4_0 ->
            Q40Row.add(sums, bytes, start, row, item, norm, columns, floats, x, token, tokens);
        case Q4_K ->
            Q4kRow.add(sums, bytes, start, row, item, norm, columns, floats, x, token, tokens);
        default ->
            Q6kRow.add(sums, bytes, start, row, item, norm, columns, floats, x, token, tokens);
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
      Rotary.finish(token + item, first, a, b, product, pass, floats, y, angles, cache, rows);
    }
  }
}
