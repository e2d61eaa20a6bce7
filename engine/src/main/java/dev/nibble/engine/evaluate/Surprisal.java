package dev.nibble.engine.evaluate;

/** The surprisal of a token: its negative log-likelihood, in nats. */
final class Surprisal {
  private Surprisal() {}

  /**
   * {@code -log softmax(logits)[id]}, as {@code log(sum(exp(l - max))) + (max - l[id])} in double
   * precision. The largest logit is subtracted, lest the exponentials overflow.
   *
   * @param logits where the logits stand
   * @param offset the first of them
   * @param count how many
   * @param id the token, from 0
   */
  static double nats(float[] logits, int offset, int count, int id) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp((double) logits[offset + i] - max);
    }
    return Math.log(sum) + ((double) max - logits[offset + id]);
  }
}
