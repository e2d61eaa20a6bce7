package dev.nibble.engine.sampling;

/**
 * How much each token would surprise a model at one position: the negative log-likelihoods that the
 * logits of the position stand for.
 *
 * @param max the largest logit, subtracted from each lest the exponentials overflow
 * @param logSum {@code log(sum(exp(l - max)))} over all logits
 */
public record Surprisal(double max, double logSum) {

  /**
   * Sums up the logits of a position, in double precision.
   *
   * @param logits where the logits stand
   * @param offset the first of them
   * @param count how many
   * @return what the surprisal of each follows from
   * @throws IllegalStateException if one of them is no number: the model computes nonsense
   */
  public static Surprisal of(float[] logits, int offset, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp((double) logits[offset + i] - max);
    }
    if (Double.isNaN(sum)) {
      throw new IllegalStateException(
          "the model computes logits that are no numbers: its weights are damaged, take another"
              + " file");
    }
    return new Surprisal(max, Math.log(sum));
  }

  /**
   * How much one token would surprise.
   *
   * @param logit the token's
   * @return {@code -log softmax(logits)} of it, in nats
   */
  public double nats(float logit) {
    return logSum + (max - logit);
  }
}
