package dev.nibble.weights.quantize;

/**
 * How far the weights of a tensor moved, beside what two rules predict.
 *
 * @param measured mean of {@code (w - Q(w))^2}
 * @param uniform mean of {@code step^2 / 12}: errors uniform within the steps that the format
 *     really has
 * @param textbook mean of {@code M^2 / (3 2^(2b))}, {@code M} the largest magnitude of the weights
 *     that share a scale and {@code b} the bits of a code: steps that divide {@code -M} to {@code
 *     M} evenly; 0 for floats, which have no such steps
 */
public record QuantizationError(double measured, double uniform, double textbook) {
  /** Of weights that were not changed. */
  static final QuantizationError NONE = new QuantizationError(0, 0, 0);
}
