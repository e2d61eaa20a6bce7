package dev.nibble.weights.fit;

/**
 * A scale of a group, and what it does.
 *
 * @param scale the scale, of either sign
 * @param weight what the square of a small change of the scale weighs: {@code sum w q^2}
 * @param gain by how much it lowers the weighted sum of squared errors, that with a scale of 0
 */
public record ScaleFit(double scale, double weight, double gain) {}
