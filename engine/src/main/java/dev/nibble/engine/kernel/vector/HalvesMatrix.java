package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;

import dev.nibble.weights.Tensor;

/**
 * Rows of 16-bit floats. A vector of ints holds two a lane, so that none has to be widened: of two
 * vectors of activations the first has the even ones, the second the odd ones.
 */
abstract sealed class HalvesMatrix extends FusedMatrix permits F16Matrix, Bf16Matrix {
  /** Weights of a vector of ints. */
  static final int STEP = 2 * COUNT;

  HalvesMatrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  final int step() {
    return STEP;
  }

  @Override
  final int preparedFloats() {
    return columns;
  }

  @Override
  final void prepare(float[] x, int xOffset, float[] out, int outOffset) {
    for (int k = 0; k < columns; k += STEP) {
      for (int i = 0; i < COUNT; i++) {
        out[outOffset + k + i] = x[xOffset + k + 2 * i];
        out[outOffset + k + COUNT + i] = x[xOffset + k + 2 * i + 1];
      }
    }
  }
}
