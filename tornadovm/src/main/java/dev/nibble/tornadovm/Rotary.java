package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Turns pairs of channels of queries and keys to their positions, and stores keys and values twice:
 * where attention finds them, and where they are brought back from, {@code [layers][tokens][keys,
 * values][kv width]} for the layers of a run and its tokens.
 *
 * <p>Rows are counted over queries, keys and values. Calls of these methods are inlined.
 */
final class Rotary {
  private Rotary() {}

  /**
   * Turns and stores the sums of a product, if it is one whose rows turn.
   *
   * @param token the token
   * @param one the workgroup's first row
   * @param a its sum
   * @param b the second row's sum
   * @param product as {@link Product} numbers it; its rows may be some of all
   * @param pass as {@link Chunk} says
   * @param floats has biases and the number of the layer
   * @param query receives queries, {@code [tokens][stride]}
   * @param angles as {@link Angles} says
   * @param cache receives keys and values
   * @param rows receives them too
   */
  static void finish(
      int token,
      int one,
      float a,
      float b,
      IntArray product,
      IntArray pass,
      FloatArray floats,
      FloatArray query,
      FloatArray angles,
      FloatArray cache,
      FloatArray rows) {
    if (product.get(Product.ENDING) == Endings.TURN) {
      int other = one + Sums.distance(product, one);
      float first = Endings.biased(a, one, product, floats);
      float second = Endings.biased(b, other, product, floats);
      turn(product, pass, floats, token, one, first, second, query, angles, cache, rows);
    }
  }

  /**
   * Turns and stores a pair.
   *
   * @param product as {@link Product} numbers it
   * @param pass as {@link Chunk} says
   * @param floats has the number of the layer
   * @param token the token
   * @param one the pair's first row
   * @param a the first one's number
   * @param b the second one's
   * @param query receives queries
   * @param angles as {@link Angles} says
   * @param cache receives keys and values
   * @param rows receives them too
   */
  static void turn(
      IntArray product,
      IntArray pass,
      FloatArray floats,
      int token,
      int one,
      float a,
      float b,
      FloatArray query,
      FloatArray angles,
      FloatArray cache,
      FloatArray rows) {
    int first = product.get(Product.FIRST) + one;
    int apart = Sums.distance(product, one);
    int kvWidth = product.get(Product.KV_WIDTH);
    int stride = product.get(Product.STRIDE);
    int keys = stride - 2 * kvWidth;
    int pairs = product.get(Product.PAIRS);
    int channel = one % product.get(Product.BLOCK);
    int pair = product.get(Product.OPPOSITE) > 0 ? channel : channel / 2;
    float cos = 1;
    float sin = 0;
    if (pair < pairs && first < keys + kvWidth) {
      int at = product.get(Product.ANGLES) + token * pairs + pair;
      cos = angles.get(at);
      sin = angles.get(at + Chunk.TOKENS * pairs);
    }
    float turned = a * cos - b * sin;
    float otherTurned = a * sin + b * cos;
    if (first < keys) {
      int at = token * stride + first;
      query.set(at, turned);
      query.set(at + apart, otherTurned);
    } else {
      int layer = (int) floats.get(LayerPacking.INDEX) - pass.get(Chunk.FIRST_LAYER);
      int at = (layer * pass.get(Chunk.COUNT) + token) * 2 * kvWidth + first - keys;
      rows.set(at, turned);
      rows.set(at + apart, otherTurned);
      int plane = first < keys + kvWidth ? 0 : 1;
      int position = Chunk.position(pass, token);
      int row = KvCopy.row(Chunk.slot(pass, token, position), plane, position % Chunk.BLOCK);
      int to = row * kvWidth + first - keys - plane * kvWidth;
      cache.set(to, turned);
      cache.set(to + apart, otherTurned);
    }
  }
}
