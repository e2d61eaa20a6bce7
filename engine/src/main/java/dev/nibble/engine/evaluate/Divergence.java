package dev.nibble.engine.evaluate;

/**
 * How far a model's predictions are from those of a reference, over all scored positions: the
 * Kullback-Leibler divergence {@code KL(P || Q) = sum_i p_i (log p_i - log q_i)} with the reference
 * as P, in nats.
 *
 * <p>The median and the 99 % quantile lie between the two nearest values of the sorted sample, at
 * the place {@code q (n - 1)}, from 0, by linear interpolation: type 7 of Hyndman and Fan, "Sample
 * Quantiles in Statistical Packages", 1996, which NumPy and llama.cpp take as well.
 *
 * @param mean mean over the positions
 * @param standardError standard error of that mean; 0 for a single position
 * @param median the median
 * @param p99 the 99 % quantile
 * @param max the largest value; infinite where the model rules out a token that the reference does
 *     not
 * @param topAgreement share of the positions, 0 to 1, where both hold the same token for the most
 *     likely: the one of the lowest id among equals
 */
public record Divergence(
    double mean, double standardError, double median, double p99, double max, double topAgreement) {

  /** What a model has from itself. */
  static final Divergence NONE = new Divergence(0, 0, 0, 0, 0, 1);
}
