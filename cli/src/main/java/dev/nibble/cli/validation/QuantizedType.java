package dev.nibble.cli.validation;

import static dev.nibble.engine.predict.evidence.QuantizedWeights.mean;

import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.engine.predict.evidence.WidthResult;
import dev.nibble.weights.TensorType;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All tensors of a type. Errors are mean squares, as parts of the variance of the weights.
 *
 * @param type the type
 * @param bits bits of a weight
 * @param measured the error
 * @param uniform what steps of the format's real size predict
 * @param textbook what steps predict that divide the range evenly; 0 where there are none
 */
record QuantizedType(
    TensorType type, double bits, double measured, double uniform, double textbook) {

  /** The types of some widths, by their ids. */
  static List<QuantizedType> of(List<WidthResult> widths) {
    return widths.stream()
        .flatMap(width -> width.tensors().stream())
        .filter(tensor -> tensor.variance() > 0 && tensor.error().measured() > 0)
        .collect(Collectors.groupingBy(QuantizedWeights::type, TreeMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static QuantizedType of(TensorType type, List<QuantizedWeights> tensors) {
    return new QuantizedType(
        type,
        mean(tensors, QuantizedWeights::bitsPerWeight),
        mean(tensors, tensor -> tensor.error().measured() / tensor.variance()),
        mean(tensors, tensor -> tensor.error().uniform() / tensor.variance()),
        mean(tensors, tensor -> tensor.error().textbook() / tensor.variance()));
  }
}
