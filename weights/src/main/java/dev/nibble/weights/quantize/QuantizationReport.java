package dev.nibble.weights.quantize;

import java.util.List;

/**
 * What became of a model.
 *
 * @param recipe the name of the recipe
 * @param tensors all tensors, in the file's order
 * @param nanos time that it took, in nanoseconds
 */
public record QuantizationReport(String recipe, List<QuantizedTensor> tensors, long nanos) {
  /** Copies the list. */
  public QuantizationReport {
    tensors = List.copyOf(tensors);
  }

  /** How many weights the model has. */
  public long weights() {
    return tensors.stream().mapToLong(QuantizedTensor::weights).sum();
  }

  /** The size of all tensors. */
  public long bytes() {
    return tensors.stream().mapToLong(QuantizedTensor::bytes).sum();
  }

  /** Bits that a weight takes on average. */
  public double bitsPerWeight() {
    return 8.0 * bytes() / weights();
  }
}
