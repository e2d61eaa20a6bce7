package dev.nibble.weights.fit;

/**
 * A scale and a minimum of a group, and what they do.
 *
 * @param scale the scale; 0 where all elements are the same
 * @param minimum what is taken away from each product of scale and code
 * @param slope by how much the best scale for the same codes grows with the minimum
 * @param weight what the square of a small change of the scale weighs: {@code sum w q^2}
 * @param gain by how much it lowers the weighted sum of squared errors, that with zeros
 */
public record AffineFit(double scale, double minimum, double slope, double weight, double gain) {

  /**
   * The best scale for another minimum and the same codes.
   *
   * @param otherMinimum the minimum, as it is stored for instance
   * @return the scale
   */
  public double scaleFor(double otherMinimum) {
    return scale + slope * (otherMinimum - minimum);
  }
}
