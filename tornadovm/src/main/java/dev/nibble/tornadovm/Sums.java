package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What the products of all weight types have in common. A workgroup computes two rows for up to
 * {@link #TILE} tokens, so that a row is decoded once for them; its items share the rows out and
 * add up what they have.
 *
 * <p>Calls of these methods are inlined: on the device there are none. TornadoVM 5.2 takes wrong
 * addresses for local memory in a method that is inlined (and none complains), so that its use is
 * written out in the kernel; private memory may be handed on.
 */
final class Sums {
  /** Items of a workgroup, a power of two. */
  static final int ITEMS = 64;

  /** Tokens of a workgroup. */
  static final int TILE = 4;

  /** Local memory of a workgroup: sums of both rows and of squares, for each token and item. */
  static final int PARTS = 3 * TILE * ITEMS;

  private Sums() {}

  /** Groups of tokens. */
  static int tiles(int tokens) {
    return (tokens + TILE - 1) / TILE;
  }

  /** A workgroup's first token. */
  static int token(int group, int tokens) {
    return group % tiles(tokens) * TILE;
  }

  /**
   * The first of a workgroup's two rows.
   *
   * @param product as {@link Product} numbers it
   * @param group the workgroup
   * @param tokens how many tokens there are
   */
  static int row(IntArray product, int group, int tokens) {
    int pair = group / tiles(tokens);
    int block = product.get(Product.BLOCK);
    int half = (block + 1) / 2;
    int index = pair % half;
    return pair / half * block + (index < product.get(Product.OPPOSITE) ? index : 2 * index);
  }

  /** How far behind its first row a workgroup's second one is. */
  static int distance(IntArray product, int first) {
    int opposite = product.get(Product.OPPOSITE);
    return first % product.get(Product.BLOCK) < opposite ? opposite : 1;
  }

  /** How many rows a workgroup has: 2, or 1 where there is no second one. */
  static int rows(IntArray product, int first) {
    return first + distance(product, first) < product.get(Product.ROWS) ? 2 : 1;
  }

  /**
   * A half precision number, by integer arithmetic: not all devices have such numbers, and none has
   * infinite weights.
   *
   * @param low its lower byte
   * @param high its upper byte, with its sign
   */
  static float half(int low, int high) {
    int exponent = (high >> 2) & 31;
    int mantissa = ((high & 3) << 8) | (low & 255);
    float size =
        exponent == 0
            ? mantissa * 0x1p-24f
            : (1024 + mantissa) * (float) (1 << exponent) * 0x1p-25f;
    return high < 0 ? -size : size;
  }

  /** Starts the sums of an item: private memory begins with anything. */
  static void clear(float[] sums) {
    for (int i = 0; i < TILE; i++) {
      sums[i] = 0;
    }
  }

  /**
   * Adds a weight's products with the activations of all tokens of a workgroup.
   *
   * @param sums one a token
   * @param weight the weight
   * @param k its column
   * @param norm where the weights of a norm of the activations are; below 0 without one
   * @param columns how many columns there are
   * @param floats has those weights
   * @param x {@code [tokens][columns]}
   * @param token the first token
   * @param tokens how many tokens there are in all
   */
  static void add(
      float[] sums,
      float weight,
      int k,
      int norm,
      int columns,
      FloatArray floats,
      FloatArray x,
      int token,
      int tokens) {
    float factor = norm < 0 ? weight : weight * floats.get(norm + k);
    sums[0] += factor * x.get(token * columns + k);
    if (tokens > 1) {
      for (int t = 1; t < TILE; t++) {
        sums[t] += factor * x.get(start(token + t, tokens, columns) + k);
      }
    }
  }

  /** Where a token's activations start; the last one's, where there is no such token. */
  private static int start(int token, int tokens, int columns) {
    return (token < tokens ? token : tokens - 1) * columns;
  }

  /** An item's share of the sums of squares, where activations are normed. */
  static void squares(
      float[] sums, int item, int norm, int columns, FloatArray x, int token, int tokens) {
    clear(sums);
    if (norm >= 0) {
      for (int k = item; k < columns; k += ITEMS) {
        float first = x.get(token * columns + k);
        sums[0] += first * first;
        if (tokens > 1) {
          for (int t = 1; t < TILE; t++) {
            float other = x.get(start(token + t, tokens, columns) + k);
            sums[t] += other * other;
          }
        }
      }
    }
  }

  /** From part to part that is added up: of all tokens, or of the only one. */
  static int step(int tokens) {
    return tokens > 1 ? ITEMS : TILE * ITEMS;
  }

  /** What a norm makes of sums. */
  static float scale(float squares, int norm, int columns, FloatArray floats) {
    return norm < 0
        ? 1
        : 1 / TornadoMath.sqrt(squares / columns + floats.get(LayerPacking.EPSILON));
  }
}
