package dev.nibble.weights.quantize;

import dev.nibble.weights.TensorType;

/**
 * What became of a tensor.
 *
 * @param name its name
 * @param from the type that it had
 * @param wanted the type that the recipe asked for
 * @param type the type that it got
 * @param columns its row length
 * @param weights how many elements it has
 * @param bytes its size
 * @param error how far the weights moved
 */
public record QuantizedTensor(
    String name,
    TensorType from,
    TensorType wanted,
    TensorType type,
    long columns,
    long weights,
    long bytes,
    QuantizationError error) {

  /** Whether the blocks of the wanted type did not divide the rows. */
  public boolean fallback() {
    return type != wanted;
  }

  /** Whether the tensor was copied. */
  public boolean kept() {
    return type == from;
  }
}
