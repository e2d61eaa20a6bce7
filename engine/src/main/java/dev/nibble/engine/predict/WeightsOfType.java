package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.engine.predict.evidence.WidthResult;
import dev.nibble.weights.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The tensors that were quantized to a type, at whichever width, without those of one value.
 *
 * @param type the type
 * @param again whether they had been quantized before
 * @param tensors one or more, each with a variance, steps and an error
 */
record WeightsOfType(TensorType type, boolean again, List<QuantizedWeights> tensors) {

  /** Copies the list. */
  WeightsOfType {
    tensors = List.copyOf(tensors);
  }

  /** All types, in the order of widths. */
  static List<WeightsOfType> all(Evidence evidence) {
    boolean again =
        evidence.widths().stream()
            .anyMatch(width -> width.origin() == WidthResult.Origin.REQUANTIZED);
    Map<TensorType, List<QuantizedWeights>> byType = new LinkedHashMap<>();
    for (WidthResult width : evidence.widths()) {
      for (QuantizedWeights tensor : width.tensors()) {
        if (tensor.variance() > 0 && tensor.step() > 0 && tensor.error().measured() > 0) {
          byType.computeIfAbsent(tensor.type(), _ -> new ArrayList<>()).add(tensor);
        }
      }
    }
    return byType.entrySet().stream()
        .map(entry -> new WeightsOfType(entry.getKey(), again, entry.getValue()))
        .toList();
  }

  /** The mean over all weights. */
  double mean(ToDoubleFunction<QuantizedWeights> value) {
    return QuantizedWeights.mean(tensors, value);
  }

  /** The geometric mean over all weights, of what is over 0. */
  double geometricMean(ToDoubleFunction<QuantizedWeights> value) {
    return Math.exp(mean(tensor -> Math.log(value.applyAsDouble(tensor))));
  }

  /** Says how many weights are 0, where that makes a difference; begins with a semicolon. */
  String zeros(String consequence) {
    double zeros = mean(QuantizedWeights::zeros);
    return zeros < 0.01
        ? ""
        : String.format(
            Locale.ROOT, "; %.2g %% of the weights are 0, %s", 100 * zeros, consequence);
  }

  /** What was measured, in words. */
  String how(String what) {
    return "%s of %d tensors in %s".formatted(what, tensors.size(), type);
  }
}
