package dev.nibble.weights.fit;

/**
 * Finds the scale {@code s} and the minimum {@code m} of a group that minimize {@code sum w (x - (s
 * q - m))^2} over all codes {@code q} of 0 to {@code highest}.
 *
 * <p>Given the codes, the best pair is that of weighted linear regression; given the pair, the best
 * code is the nearest. So the candidates are scales that stretch the range of the elements over a
 * little more or less than all codes; each gives codes, these a pair, and the best of these gives
 * codes once more. No element is clipped by more than a step: smaller scales are not looked at.
 *
 * @param highest the highest code
 * @param signed whether the minimum may be below 0
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-quants.c">the
 *     make_qkx2_quants function of ggml-quants.c, where the idea is from</a>
 */
public record AffineSearch(int highest, boolean signed) {
  /** Candidates lie at quarters of a step; at eighths the error is less than 0.5 % lower. */
  private static final int CANDIDATES_A_STEP = 4;

  /**
   * The best pair that is found.
   *
   * @param group the elements
   * @return the pair and what it does; a scale of 0 where all elements are the same
   */
  public AffineFit fit(Samples group) {
    double min = signed ? group.min() : Math.min(group.min(), 0);
    double range = group.max() - min;
    if (range <= 0) {
      return new AffineFit(0, -min, 0, 0, 0);
    }
    AffineFit best = new AffineFit(range / highest, -min, 0, 0, Double.NEGATIVE_INFINITY);
    for (int i = -CANDIDATES_A_STEP; i <= CANDIDATES_A_STEP; i++) {
      double steps = highest + (double) i / CANDIDATES_A_STEP;
      best = better(best, refined(group, range / steps, -min));
    }
    return better(best, refined(group, best.scale(), best.minimum()));
  }

  private static AffineFit better(AffineFit a, AffineFit b) {
    return b.gain() > a.gain() ? b : a;
  }

  /** The best pair for the codes that a pair gives. */
  private AffineFit refined(Samples group, double scale, double minimum) {
    double inverse = 1 / scale;
    double w = 0;
    double wx = 0;
    double wq = 0;
    double xq = 0;
    double qq = 0;
    for (int i = 0; i < group.count(); i++) {
      double weight = group.weight(i);
      double q = nearest((group.x(i) + minimum) * inverse);
      w += weight;
      wx += weight * group.x(i);
      wq += weight * q;
      xq += weight * q * group.x(i);
      qq += weight * q * q;
    }
    double determinant = w * qq - wq * wq;
    double m = determinant > 0 ? (wq * xq - qq * wx) / determinant : minimum;
    if (!signed && m < 0) {
      m = 0;
    }
    double s = Math.max((xq + m * wq) / qq, reach(group, m));
    double gain = s * (2 * (xq + m * wq) - s * qq) - m * (2 * wx + m * w);
    return new AffineFit(s, m, wq / qq, qq, gain);
  }

  /**
   * The weighted sum of squared errors of a group.
   *
   * @param group the elements
   * @param scale their scale
   * @param minimum their minimum
   */
  double error(Samples group, double scale, double minimum) {
    double inverse = scale == 0 ? 0 : 1 / scale;
    double error = 0;
    for (int i = 0; i < group.count(); i++) {
      double x = group.x(i) + minimum;
      double off = x - scale * nearest(x * inverse);
      error += group.weight(i) * off * off;
    }
    return error;
  }

  /**
   * Finds the code of each element of a group.
   *
   * @param group the elements
   * @param scale their scale, as it is stored
   * @param minimum their minimum, as it is stored
   * @param codes receives the codes
   * @param first where the first goes in {@code codes}
   */
  public void codes(Samples group, double scale, double minimum, byte[] codes, int first) {
    double inverse = scale == 0 ? 0 : 1 / scale;
    for (int i = 0; i < group.count(); i++) {
      codes[first + i] = (byte) nearest((group.x(i) + minimum) * inverse);
    }
  }

  /** The code nearest to {@code x}. */
  double nearest(double x) {
    double q = Math.rint(x);
    return q < 0 ? 0 : q > highest ? highest : q;
  }

  /**
   * The smallest scale with which no element of a group is clipped by more than a step.
   *
   * @param group the elements
   * @param minimum their minimum
   * @return the scale, 0 where any will do
   */
  public double reach(Samples group, double minimum) {
    return Math.max((group.max() + minimum) / (highest + 1), Math.max(-group.min() - minimum, 0));
  }
}
