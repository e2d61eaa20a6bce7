package dev.nibble.engine.model;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;

/** Tensors that are small enough to be kept as floats. */
final class Weights {
  private Weights() {}

  static float[] floats(Tensor tensor) {
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }
}
