package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;

/**
 * Weights of a format, or a width, that has no kernel of its own: each row is made floats first.
 */
final class OtherMatrix extends VectorMatrix {
  OtherMatrix(Tensor tensor) {
    super(tensor);
  }

  @Override
  int panelTokens() {
    return 4;
  }

  @Override
  void multiplyFew(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace) {
    multiplyRows(x, y, fromRow, toRow, workspace);
  }
}
