package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.larger;
import static jdk.incubator.vector.VectorOperators.GT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The softmax of scores that come block by block (Milakov and Gimelshein 2018). A lane holds the
 * scores of one query: the largest so far, the sum of the exponentials of their distances to it,
 * and the values weighted by these. When a larger score comes, sum and values shrink by what the
 * exponentials do.
 */
final class RunningSoftmax {
  private RunningSoftmax() {}

  /**
   * Begins with no score. The largest is finite: a query that sees no key of a block has a distance
   * all the same.
   *
   * @param state receives {@code [2][width]}: the largest, and the sums
   * @param at where it starts
   * @param width lanes
   */
  static void begin(float[] state, int at, int width) {
    Arrays.fill(state, at, at + width, -Float.MAX_VALUE);
    Arrays.fill(state, at + width, at + 2 * width, 0);
  }

  /**
   * Takes a block of scores in and makes weights of them.
   *
   * @param s working memory
   * @param scoresAt {@code [keys][width]}, replaced by {@code exp(scale * (score - largest))}
   * @param keys how many keys
   * @param width lanes
   * @param scale the factor on each score, over 0
   * @param stateAt {@code [2][width]}, see {@link #begin}
   * @param valuesAt {@code [channels][width]}, shrunk
   * @param channels rows of values
   */
  static void add(
      float[] s,
      int scoresAt,
      int keys,
      int width,
      float scale,
      int stateAt,
      int valuesAt,
      int channels) {
    for (int lane = 0; lane < width; lane += COUNT) {
      int at = stateAt + lane;
      FloatVector before = f32(s, at);
      FloatVector largest = largest(s, scoresAt + lane, keys, width, before);
      FloatVector sum = weigh(s, scoresAt + lane, keys, width, scale, largest);
      FloatVector shrink = VectorExp.expOfNegative(before.sub(largest).mul(scale));
      largest.intoArray(s, at);
      f32(s, at + width).fma(shrink, sum).intoArray(s, at + width);
      if (largest.compare(GT, before).anyTrue()) {
        multiply(s, valuesAt + lane, channels, width, shrink);
      }
    }
  }

  private static FloatVector largest(float[] s, int at, int keys, int width, FloatVector before) {
    FloatVector even = before;
    FloatVector odd = before;
    int k = 0;
    for (; k < keys - 1; k += 2) {
      even = larger(even, f32(s, at + k * width));
      odd = larger(odd, f32(s, at + (k + 1) * width));
    }
    return larger(odd, k < keys ? larger(even, f32(s, at + k * width)) : even);
  }

  private static FloatVector weigh(
      float[] s, int at, int keys, int width, float scale, FloatVector largest) {
    FloatVector sum = FloatVector.zero(F);
    FloatVector factor = FloatVector.broadcast(F, scale);
    for (int k = 0; k < keys; k++) {
      FloatVector distance = f32(s, at + k * width).sub(largest).mul(factor);
      FloatVector weight = VectorExp.expOfNegative(distance);
      weight.intoArray(s, at + k * width);
      sum = sum.add(weight);
    }
    return sum;
  }

  private static void multiply(float[] s, int at, int rows, int width, FloatVector factor) {
    for (int i = 0; i < rows; i++) {
      f32(s, at + i * width).mul(factor).intoArray(s, at + i * width);
    }
  }
}
