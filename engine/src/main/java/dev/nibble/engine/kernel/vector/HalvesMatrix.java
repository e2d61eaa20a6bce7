package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;

import dev.nibble.weights.Tensor;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of 16-bit floats. A vector of ints holds two a lane, so that none has to be widened: of two
 * vectors of activations the first has the even ones, the second the odd ones.
 */
abstract sealed class HalvesMatrix extends FusedMatrix permits F16Matrix, Bf16Matrix {
  /** Weights of a vector of ints. */
  static final int STEP = 2 * COUNT;

  private static final int[] EVEN = IntStream.range(0, COUNT).map(i -> 2 * i).toArray();

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
      int from = xOffset + k;
      FloatVector.fromArray(F, x, from, EVEN, 0).intoArray(out, outOffset + k);
      FloatVector.fromArray(F, x, from + 1, EVEN, 0).intoArray(out, outOffset + k + COUNT);
    }
  }
}
