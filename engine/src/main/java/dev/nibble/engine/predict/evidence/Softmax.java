package dev.nibble.engine.predict.evidence;

/** Distributions that softmax makes of scores, as it is defined, in double precision. */
final class Softmax {
  private Softmax() {}

  /**
   * Makes a distribution.
   *
   * @param scores where the scores stand
   * @param offset the first of them
   * @param count how many
   * @param beta inverse temperature, which multiplies the scores
   * @return {@code [count]}, which add up to 1
   */
  static double[] of(float[] scores, int offset, int count, double beta) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, scores[offset + i]);
    }
    double[] p = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      p[i] = Math.exp(beta * (scores[offset + i] - max));
      sum += p[i];
    }
    for (int i = 0; i < count; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** Entropy of a distribution, in nats. */
  static double entropy(double[] p) {
    double nats = 0;
    for (double share : p) {
      if (share > 0) {
        nats -= share * Math.log(share);
      }
    }
    return nats;
  }
}
