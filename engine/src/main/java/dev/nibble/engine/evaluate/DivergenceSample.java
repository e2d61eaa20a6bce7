package dev.nibble.engine.evaluate;

import java.util.Arrays;

/** The divergences of single positions, while they come in: a double of memory each. */
final class DivergenceSample {
  private final SampleMean mean = new SampleMean();
  private double[] values = new double[1024];
  private int agreements;

  /**
   * Adds a position.
   *
   * @param nats the divergence there
   * @param sameTop whether both models hold the same token for the most likely
   */
  void add(double nats, boolean sameTop) {
    int count = count();
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count] = nats;
    mean.add(nats);
    if (sameTop) {
      agreements++;
    }
  }

  private int count() {
    return Math.toIntExact(mean.count());
  }

  Divergence summary() {
    double[] sorted = Arrays.copyOf(values, count());
    Arrays.sort(sorted);
    return new Divergence(
        mean.mean(),
        mean.standardError(),
        quantile(sorted, 0.5),
        quantile(sorted, 0.99),
        sorted[sorted.length - 1],
        (double) agreements / sorted.length);
  }

  /** The rule is told in {@link Divergence}. */
  static double quantile(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) place;
    double low = sorted[below];
    double high = sorted[Math.min(below + 1, sorted.length - 1)];
    double share = place - below;
    // Asked first, since an infinite neighbour times 0 would be no number.
    return share == 0 || low == high ? low : low + share * (high - low);
  }
}
