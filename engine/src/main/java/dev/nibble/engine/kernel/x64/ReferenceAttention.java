package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Exp;

/** The attention of one query in the arithmetic of the emitted code, a number after the other. */
final class ReferenceAttention {
  private static final int MANTISSA_BITS = 23;

  private final float[] query;
  private final float[] values;
  private float largest = -Float.MAX_VALUE;
  private float sum;

  /**
   * Has seen no key.
   *
   * @param query the query, scaled
   */
  ReferenceAttention(float[] query) {
    this.query = query;
    values = new float[query.length];
  }

  /**
   * Takes a few keys and their values in.
   *
   * @param keys {@code [keys][channels]}
   * @param added the same
   * @param seen which of them the query sees
   */
  void add(float[][] keys, float[][] added, boolean[] seen) {
    float[] weights = new float[keys.length];
    for (int key = 0; key < keys.length; key++) {
      weights[key] = seen[key] ? score(keys[key]) : Float.NEGATIVE_INFINITY;
    }
    float before = largest;
    for (float score : weights) {
      largest = largest > score ? largest : score;
    }
    float shrink = exp(before - largest);
    for (int i = 0; i < values.length; i++) {
      values[i] *= shrink;
    }
    float more = 0;
    for (int key = 0; key < keys.length; key++) {
      float weight = exp(weights[key] - largest);
      more += weight;
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.fma(weight, added[key][i], values[i]);
      }
    }
    sum = Math.fma(shrink, sum, more);
  }

  private float score(float[] key) {
    float score = 0;
    for (int i = 0; i < query.length; i++) {
      score = Math.fma(query[i], key[i], score);
    }
    return score;
  }

  /** The exponential of a number that is 0 or less; 0 where it would be no normal number. */
  private static float exp(float x) {
    if (x < Exp.LEAST_NORMAL_ARGUMENT) {
      return 0;
    }
    float shifted = Math.fma(x, Exp.LOG2_E, Exp.ROUNDER);
    float whole = shifted - Exp.ROUNDER;
    float r = Math.fma(-whole, Exp.LN2_HIGH, x);
    r = Math.fma(-whole, Exp.LN2_LOW, r);
    float p = Exp.C7;
    for (float c : new float[] {Exp.C6, Exp.C5, Exp.C4, Exp.C3, Exp.C2, 1, 1}) {
      p = Math.fma(p, r, c);
    }
    return Float.intBitsToFloat(
        Float.floatToIntBits(p) + (Float.floatToIntBits(shifted) << MANTISSA_BITS));
  }

  /** The sum of the weights so far. */
  float sum() {
    return sum;
  }

  /** The weighted sum of the values so far. */
  float[] values() {
    return values;
  }
}
