package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Mean squared error of quantized weights: {@code step^2 / 12} where errors are uniform within a
 * step (Bennett, "Spectra of Quantized Signals", 1948), and that with the step that a code of so
 * many bits would have between the extremes of a group. The latter is often quoted as a bound; it
 * is an expectation.
 */
final class QuantizationNoise implements Law {
  private static final String UNIT = "squared weights";

  /** Formats that round to the nearest number; others search for scales with less error. */
  private static final Set<TensorType> ROUNDED =
      EnumSet.of(
          TensorType.Q4_0, TensorType.Q4_1, TensorType.Q5_0, TensorType.Q5_1, TensorType.Q8_0);

  /** Formats with a minimum, whose range is that of the weights and not twice the largest. */
  private static final Set<TensorType> AFFINE =
      EnumSet.of(
          TensorType.Q4_1, TensorType.Q5_1, TensorType.Q2_K, TensorType.Q4_K, TensorType.Q5_K);

  private static final Bound NEAR = new Bound.Within(0.1);

  /**
   * From the steps that a format really has.
   *
   * @param type the format
   * @param step root of the mean square of the steps
   */
  static Prediction uniform(TensorType type, double step) {
    return new Prediction(
        "quantization error, " + type,
        "E[(w - Q(w))^2] = step^2 / 12",
        List.of(new Input("step", "root of the mean of the squared steps", step, "weights")),
        step * step / 12,
        UNIT);
  }

  /**
   * From the largest weight of a group and the bits of a code.
   *
   * @param type the format
   * @param largest M: root of the mean square of the largest magnitudes of groups
   * @param bits b
   */
  static Prediction textbook(TensorType type, double largest, int bits) {
    return new Prediction(
        "quantization error, %s, textbook".formatted(type),
        "E[(w - Q(w))^2] = M^2 / (3 2^(2b))",
        List.of(
            new Input("M", "largest magnitude of a group, in the mean square", largest, "weights"),
            new Input("b", "a code", bits, "bits")),
        largest * largest / (3 * Math.pow(4, bits)),
        UNIT);
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    return WeightsOfType.all(evidence).stream().flatMap(w -> check(w).stream()).toList();
  }

  private static List<Finding> check(WeightsOfType weights) {
    TensorType type = weights.type();
    int bits = BlockFormat.of(type).orElseThrow().codeBits();
    double error = weights.mean(tensor -> tensor.error().measured());
    double step = Math.sqrt(weights.mean(QuantizationNoise::squaredStep));
    double squaredMaximum =
        weights.mean(tensor -> tensor.error().textbook()) * 3 * Math.pow(4, bits);
    Measurement measured = new Measurement(error, weights.how("mean squared error"));
    Prediction uniform = uniform(type, step);
    Prediction textbook = textbook(type, Math.sqrt(squaredMaximum), bits);
    return List.of(
        new Finding(
            uniform,
            measured,
            ROUNDED.contains(type) ? NEAR : new Bound.AtMost(),
            uniformRemark(weights, uniform.value() / error)),
        new Finding(textbook, measured, NEAR, textbookRemark(type, textbook.value(), uniform)));
  }

  private static double squaredStep(QuantizedWeights tensor) {
    return tensor.step() * tensor.step();
  }

  private static String uniformRemark(WeightsOfType weights, double ratio) {
    String reason;
    if (weights.again()) {
      reason =
          "the file was quantized before: its weights lie on a grid, where errors are not"
              + " uniform";
    } else if (ROUNDED.contains(weights.type())) {
      reason = exactly(weights.type());
    } else {
      reason = "scales are searched for that leave less error than rounding would";
    }
    return String.format(Locale.ROOT, "%.3g of what is measured: %s", ratio, reason)
        + weights.zeros("and have no error");
  }

  /** The weights that a scale is made from are not rounded. */
  private static String exactly(TensorType type) {
    int group = BlockFormat.of(type).orElseThrow().groupSize();
    return AFFINE.contains(type)
        ? "the lowest and the highest of %d weights are met exactly, the others are rounded"
            .formatted(group)
        : "the largest of %d weights is met exactly, the others are rounded".formatted(group);
  }

  private static String textbookRemark(TensorType type, double textbook, Prediction uniform) {
    return String.format(
        Locale.ROOT,
        "%.3g of what the real step gives: %s",
        textbook / uniform.value(),
        AFFINE.contains(type)
            ? "the format has a minimum, and its steps divide the range of the weights, not 2 M"
            : "2^b steps would reach from -M to M, the format's reach a little more or less far");
  }
}
