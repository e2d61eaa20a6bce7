package dev.nibble.weights.quantize;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;

/**
 * What happens to a tensor.
 *
 * @param tensor the tensor
 * @param wanted the type that the recipe asks for
 * @param type the type that it gets: another one where the rows do not divide into blocks
 */
record TensorPlan(Tensor tensor, TensorType wanted, TensorType type) {

  static TensorPlan keep(Tensor tensor) {
    return new TensorPlan(tensor, tensor.type(), tensor.type());
  }

  static TensorPlan convert(Tensor tensor, TensorType wanted) {
    return new TensorPlan(tensor, wanted, fitting(wanted, tensor.columns()));
  }

  /** The type itself, or the one with smaller blocks that comes next in bits, F16 in the end. */
  private static TensorType fitting(TensorType wanted, long columns) {
    if (columns % wanted.blockSize() == 0) {
      return wanted;
    }
    TensorType smaller =
        switch (wanted) {
          case Q2_K, Q3_K, TQ1_0, TQ2_0 -> TensorType.Q4_0;
          case IQ4_XS -> TensorType.IQ4_NL;
          case Q4_K -> TensorType.Q5_0;
          case Q5_K -> TensorType.Q5_1;
          case Q6_K -> TensorType.Q8_0;
          default -> TensorType.F16;
        };
    return fitting(smaller, columns);
  }

  /** What it takes then. */
  long bytes() {
    return type.rowBytes(tensor.columns()) * tensor.rows();
  }

  boolean kept() {
    return type == tensor.type();
  }
}
