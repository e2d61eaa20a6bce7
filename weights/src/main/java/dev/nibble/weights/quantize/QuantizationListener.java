package dev.nibble.weights.quantize;

/** Watches a model being quantized. */
@FunctionalInterface
public interface QuantizationListener {
  /** Looks away. */
  QuantizationListener IGNORE = (_, _, _) -> {};

  /**
   * Some rows are done.
   *
   * @param tensor the tensor that they belong to
   * @param doneWeights weights of the whole file that are done
   * @param totalWeights weights of the whole file
   */
  void progress(String tensor, long doneWeights, long totalWeights);
}
