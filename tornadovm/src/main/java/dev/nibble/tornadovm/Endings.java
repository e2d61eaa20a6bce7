package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What becomes of the sums of a product. Calls of these methods are inlined. */
final class Endings {
  /** The sum is the result. */
  static final int STORE = 0;

  /** The sum is added to what is there. */
  static final int ADD = 1;

  /** The first row's sum is bent by SiLU and is a factor on the second one's. */
  static final int GATE = 2;

  /** What is there is bent by SiLU and is a factor on the sum. */
  static final int FACTOR = 3;

  /** Queries and keys are turned to their positions; keys and values are stored. */
  static final int TURN = 4;

  /** Drivers divide as if nothing were infinite: no exponent is larger, which changes no result. */
  private static final float LARGEST = 80;

  private Endings() {}

  /**
   * Puts sums where they belong, unless they {@linkplain #TURN turn}.
   *
   * @param token the token
   * @param first the workgroup's first row
   * @param a its sum
   * @param b the second row's sum
   * @param product as {@link Product} numbers it
   * @param floats has biases
   * @param y {@code [tokens][stride]}
   */
  static void finish(
      int token, int first, float a, float b, IntArray product, FloatArray floats, FloatArray y) {
    int ending = product.get(Product.ENDING);
    if (ending != TURN) {
      int distance = Sums.distance(product, first);
      boolean both = Sums.rows(product, first) > 1;
      int at = token * product.get(Product.STRIDE) + product.get(Product.FIRST) + first;
      float one = biased(a, first, product, floats);
      float other = both ? biased(b, first + distance, product, floats) : 0;
      if (ending == GATE) {
        y.set(at, silu(one) * other);
      } else {
        y.set(at, ended(ending, one, y, at));
        if (both) {
          y.set(at + distance, ended(ending, other, y, at + distance));
        }
      }
    }
  }

  /** A sum with the bias of its row. */
  static float biased(float sum, int row, IntArray product, FloatArray floats) {
    int bias = product.get(Product.BIAS);
    return bias < 0 ? sum : sum + floats.get(bias + row);
  }

  private static float ended(int ending, float sum, FloatArray y, int at) {
    float ended = sum;
    if (ending == ADD) {
      ended += y.get(at);
    }
    if (ending == FACTOR) {
      ended *= silu(y.get(at));
    }
    return ended;
  }

  private static float silu(float x) {
    return x / (1 + TornadoMath.exp(TornadoMath.min(-x, LARGEST)));
  }
}
