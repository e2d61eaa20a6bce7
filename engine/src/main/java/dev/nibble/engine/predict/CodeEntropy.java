package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.weights.TensorType;
import java.util.List;
import java.util.Locale;

/**
 * Entropy of a Gaussian's codes: its differential entropy, {@code 1/2 log2(2 pi e sigma^2)}, less
 * {@code log2 step} (Cover and Thomas, "Elements of Information Theory", 2nd edition 2006, theorem
 * 8.3.1).
 *
 * <p>Which sigma is meant makes a difference where each group has a scale of its own: over a whole
 * tensor the weights have one sigma and many steps; in steps of their own group they have another
 * distribution, which ends where the codes end.
 */
final class CodeEntropy implements Law {
  private static final Bound NEAR = new Bound.Within(0.05);
  private static final String UNIT = "bits a weight";

  /**
   * From the sigma of tensors and their steps.
   *
   * @param type the format
   * @param sigmaInSteps sigma / step, the geometric mean over tensors
   */
  static Prediction ofTensors(TensorType type, double sigmaInSteps) {
    return gaussian("entropy, " + type, "of a tensor, in its steps", sigmaInSteps);
  }

  /**
   * From the sigma that weights have in steps of their own group.
   *
   * @param type the format
   * @param sigmaInSteps the geometric mean over tensors
   */
  static Prediction inGroups(TensorType type, double sigmaInSteps) {
    return gaussian(
        "entropy, %s, sigma in steps of groups".formatted(type),
        "in steps of a weight's own group",
        sigmaInSteps);
  }

  private static Prediction gaussian(String name, String which, double sigmaInSteps) {
    return new Prediction(
        name,
        "H = 1/2 log2(2 pi e sigma^2) - log2 step",
        List.of(Input.of("sigma / step", "standard deviation " + which, sigmaInSteps)),
        Math.log(2 * Math.PI * Math.E * sigmaInSteps * sigmaInSteps) / Math.log(4),
        UNIT);
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    return WeightsOfType.all(evidence).stream().flatMap(w -> check(w).stream()).toList();
  }

  private static List<Finding> check(WeightsOfType weights) {
    double found = weights.mean(QuantizedWeights::codeEntropy);
    Measurement measured = new Measurement(found, weights.how("entropy of the codes"));
    Prediction tensors =
        ofTensors(weights.type(), weights.geometricMean(t -> Math.sqrt(t.variance()) / t.step()));
    Prediction groups =
        inGroups(weights.type(), weights.geometricMean(t -> Math.sqrt(t.codeVariance())));
    return List.of(
        new Finding(
            tensors,
            measured,
            NEAR,
            "the sigma of a whole tensor and the mean of its steps; "
                + farthest(weights)
                + weights.zeros("and share one code")),
        new Finding(
            groups,
            measured,
            NEAR,
            String.format(
                    Locale.ROOT,
                    "codes end where a group's largest weight is: %.3g bits from a Gaussian that"
                        + " does not",
                    found - groups.value())
                + weights.zeros("and share one code")));
  }

  /** The tensor that is least like a Gaussian. */
  private static String farthest(WeightsOfType weights) {
    QuantizedWeights farthest = weights.tensors().getFirst();
    for (QuantizedWeights tensor : weights.tensors()) {
      if (Math.abs(distance(weights.type(), tensor))
          > Math.abs(distance(weights.type(), farthest))) {
        farthest = tensor;
      }
    }
    return String.format(
        Locale.ROOT,
        "least like a Gaussian is %s, whose codes have %.3g bits %s",
        farthest.name(),
        Math.abs(distance(weights.type(), farthest)),
        distance(weights.type(), farthest) < 0 ? "less" : "more");
  }

  private static double distance(TensorType type, QuantizedWeights tensor) {
    double sigmaInSteps = Math.sqrt(tensor.variance()) / tensor.step();
    return tensor.codeEntropy() - ofTensors(type, sigmaInSteps).value();
  }
}
