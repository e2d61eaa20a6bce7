package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * What the kernels of all weight types have in common. A workgroup computes a row for up to {@link
 * #TILE} tokens, so that the row is decoded once for them; its items share the row out and add up
 * what they have.
 *
 * <p>Calls of these methods are inlined: on the device there are none.
 */
final class Sums {
  /** Items of a workgroup, a power of two. */
  static final int ITEMS = 64;

  /** Tokens of a workgroup. */
  static final int TILE = 4;

  /** Where a product's shape has the number of rows. */
  static final int ROWS = 0;

  /** Where it has the number of columns. */
  static final int COLUMNS = 1;

  /** Where it says whether there is a bias. */
  static final int BIASED = 2;

  /** Where it says what becomes of a sum. */
  static final int ENDING = 3;

  /** Numbers of a shape. */
  static final int SHAPE = 4;

  /** The sum is the result. */
  static final int STORE = 0;

  /** The sum is added to what is there. */
  static final int ADD = 1;

  /** What is there is bent by SiLU and is a factor on the sum. */
  static final int GATE = 2;

  /** Drivers divide as if nothing were infinite: no exponent is larger, which changes no result. */
  private static final float LARGEST = 80;

  private Sums() {}

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

  /** Groups of tokens. */
  static int tiles(int tokens) {
    return (tokens + TILE - 1) / TILE;
  }

  /** Where a token's activations start; the last one's, where there is no such token. */
  static int start(int token, int tokens, int columns) {
    return (token < tokens ? token : tokens - 1) * columns;
  }

  /** Adds up what the items of a workgroup have, and puts it where it belongs. */
  static void finish(
      KernelContext context,
      float[] parts,
      IntArray shape,
      int row,
      int first,
      int tokens,
      FloatArray bias,
      FloatArray y,
      float sum0,
      float sum1,
      float sum2,
      float sum3) {
    int item = context.localIdx;
    parts[item] = sum0;
    parts[ITEMS + item] = sum1;
    parts[2 * ITEMS + item] = sum2;
    parts[3 * ITEMS + item] = sum3;
    context.localBarrier();
    for (int stride = ITEMS / 2; stride > 0; stride >>= 1) {
      if (item < stride) {
        parts[item] += parts[item + stride];
        parts[ITEMS + item] += parts[ITEMS + item + stride];
        parts[2 * ITEMS + item] += parts[2 * ITEMS + item + stride];
        parts[3 * ITEMS + item] += parts[3 * ITEMS + item + stride];
      }
      context.localBarrier();
    }
    int token = first + item;
    if (item < TILE && token < tokens) {
      float sum = parts[item * ITEMS];
      if (shape.get(BIASED) != 0) {
        sum += bias.get(row);
      }
      int at = token * shape.get(ROWS) + row;
      int ending = shape.get(ENDING);
      if (ending == ADD) {
        sum += y.get(at);
      }
      if (ending == GATE) {
        float gate = y.get(at);
        sum *= gate / (1 + TornadoMath.exp(TornadoMath.min(-gate, LARGEST)));
      }
      y.set(at, sum);
    }
  }
}
