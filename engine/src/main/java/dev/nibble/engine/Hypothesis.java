package dev.nibble.engine;

import java.util.Arrays;

/** The beginning of a text that may become the best one. */
final class Hypothesis {
  private final int[] ids;
  private final double logProbability;

  private Hypothesis(int[] ids, double logProbability) {
    this.ids = ids;
    this.logProbability = logProbability;
  }

  /** The one that every search begins with. */
  static Hypothesis empty() {
    return new Hypothesis(new int[0], 0);
  }

  /**
   * One token more.
   *
   * @param id the token
   * @param sum the logarithms of all probabilities, the token's included
   */
  Hypothesis with(int id, double sum) {
    int[] longer = Arrays.copyOf(ids, ids.length + 1);
    longer[ids.length] = id;
    return new Hypothesis(longer, sum);
  }

  /** The tokens, which are not to be changed. */
  int[] ids() {
    return ids;
  }

  int length() {
    return ids.length;
  }

  double logProbability() {
    return logProbability;
  }
}
