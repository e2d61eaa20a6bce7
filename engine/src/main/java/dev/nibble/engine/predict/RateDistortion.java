package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.util.List;
import java.util.Locale;

/**
 * Bits that a weight needs at least, at a mean squared error: {@code R(D) = 1/2 log2(sigma^2 / D)}
 * for independent Gaussian weights of one variance (Shannon, "Coding Theorems for a Discrete Source
 * With a Fidelity Criterion", 1959). No source of that variance needs more; weights whose variance
 * differs from group to group need less, so that a format may come near the limit or under it.
 */
final class RateDistortion implements Law {

  /**
   * The limit.
   *
   * @param type the format whose error is meant
   * @param sigmaSquaredOverError sigma^2 / D, the geometric mean over tensors
   */
  static Prediction limit(TensorType type, double sigmaSquaredOverError) {
    return new Prediction(
        "entropy, rate-distortion, " + type,
        "R(D) = 1/2 log2(sigma^2 / D)",
        List.of(
            Input.of(
                "sigma^2 / D",
                "variance of a tensor over its squared error",
                sigmaSquaredOverError)),
        Math.log(sigmaSquaredOverError) / Math.log(4),
        "bits a weight");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    return WeightsOfType.all(evidence).stream().map(RateDistortion::check).toList();
  }

  private static Finding check(WeightsOfType weights) {
    Prediction limit =
        limit(weights.type(), weights.geometricMean(t -> t.variance() / t.error().measured()));
    double bits = weights.mean(QuantizedWeights::bitsPerWeight);
    return new Finding(
        limit,
        new Measurement(bits, "bits of a weight in %s, scales included".formatted(weights.type())),
        new Bound.AtLeast(),
        distance(weights, bits, limit.value()));
  }

  /** Where the bits over the limit go. A uniform grid alone costs 0.25 (Gish and Pierce 1968). */
  private static String distance(WeightsOfType weights, double bits, double limit) {
    int codeBits = BlockFormat.of(weights.type()).orElseThrow().codeBits();
    double entropy = weights.mean(QuantizedWeights::codeEntropy);
    return String.format(
        Locale.ROOT,
        "%.3g bits from the limit: %.3g for scales, %.3g since codes are stored as they are, and"
            + " %.3g between their entropy and the limit, where a uniform grid alone would take"
            + " 0.25",
        bits - limit,
        bits - codeBits,
        codeBits - entropy,
        entropy - limit);
  }
}
