package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.larger;
import static jdk.incubator.vector.VectorOperators.MAX;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.Exp;
import jdk.incubator.vector.FloatVector;

/** The scores of one query, side by side in memory. */
final class ScoreRow {
  private ScoreRow() {}

  /**
   * Makes weights of scores: scaled, bounded where the layer does so, and their softmax.
   *
   * @param shape what the layer asks for
   * @param x the scores, replaced by the weights
   * @param from the first
   * @param count how many
   */
  static void weigh(AttentionShape shape, float[] x, int from, int count) {
    if (shape.softCap() > 0) {
      cap(x, from, count, shape.scale(), shape.softCap());
      softmax(x, from, count, 1);
    } else {
      softmax(x, from, count, shape.scale());
    }
  }

  private static void cap(float[] x, int from, int count, float scale, float cap) {
    int bound = from + F.loopBound(count);
    int i = from;
    for (; i < bound; i += COUNT) {
      VectorExp.tanh(f32(x, i).mul(scale).div(cap)).mul(cap).intoArray(x, i);
    }
    for (; i < from + count; i++) {
      x[i] = Elementwise.softCap(x[i] * scale, cap);
    }
  }

  /** {@code x = exp(scale * (x - max)) / sum}, the maximum subtracted so that nothing overflows. */
  private static void softmax(float[] x, int from, int count, float scale) {
    int bound = from + F.loopBound(count);
    int to = from + count;
    float max = max(x, from, bound, to);
    float sum = VectorExp.expOfDistances(x, from, bound, max, scale);
    for (int i = bound; i < to; i++) {
      x[i] = Exp.exp(scale * (x[i] - max));
      sum += x[i];
    }
    float normalizer = 1 / sum;
    for (int i = from; i < bound; i += COUNT) {
      f32(x, i).mul(normalizer).intoArray(x, i);
    }
    for (int i = bound; i < to; i++) {
      x[i] *= normalizer;
    }
  }

  private static float max(float[] x, int from, int bound, int to) {
    FloatVector maxima = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int i = from; i < bound; i += COUNT) {
      maxima = larger(maxima, f32(x, i));
    }
    float max = maxima.reduceLanes(MAX);
    for (int i = bound; i < to; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }
}
