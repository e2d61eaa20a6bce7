package dev.nibble.engine.predict.evidence;

/**
 * The temperature that sharpens a softmax whose entropy is high, without training: Veličković,
 * Perivolaropoulos, Barbero and Pascanu, "softmax is not enough (for sharp out-of-distribution)",
 * 2024, arXiv 2410.01104. Its inverse is a polynomial of the entropy in nats, which the authors
 * fitted to a task of finding the largest of some items; from about 5.9 nats on it is below 1, and
 * changes nothing.
 */
final class AdaptiveTemperature {
  /** Entropies up to here are left alone, lest sharp heads be corrected too much. */
  private static final double SHARP = 0.5;

  /** The coefficients of the paper's figure 5, that of the highest power first. */
  private static final double[] FIT = {-0.037, 0.481, -2.3, 4.917, -1.791};

  private AdaptiveTemperature() {}

  /**
   * The inverse temperature, which multiplies the scores.
   *
   * @param entropy of the softmax without it, in nats
   * @return 1 or more, so that no entropy grows
   */
  static double beta(double entropy) {
    if (entropy <= SHARP) {
      return 1;
    }
    double value = 0;
    for (double coefficient : FIT) {
      value = value * entropy + coefficient;
    }
    return Math.max(1, value);
  }
}
