package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.WeightRows;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;

/**
 * The weights where they lie in the file; a row is made floats once for all tokens. Four rows go
 * together: they share the loads of an activation, and no sum waits for the addition before it.
 */
final class ScalarMatrix implements Matrix {
  private static final int ROW_GROUP = 4;

  private final WeightRows weights;
  private final int rows;
  private final int columns;
  private final long rowBytes;

  ScalarMatrix(Tensor tensor) {
    this.weights = new WeightRows(tensor);
    this.rows = Math.toIntExact(tensor.rows());
    this.columns = Math.toIntExact(tensor.columns());
    this.rowBytes = tensor.type().rowBytes(columns);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public long rowBytes() {
    return rowBytes;
  }

  @Override
  public int rowGroup() {
    return 2 * ROW_GROUP;
  }

  @Override
  public void multiply(Inputs inputs, float[] y, int fromRow, int toRow, Workspace workspace) {
    float[] x = inputs.values();
    int tokens = inputs.tokens();
    float[] w = workspace.floats(ROW_GROUP * columns);
    int n = fromRow;
    for (; n <= toRow - ROW_GROUP; n += ROW_GROUP) {
      for (int i = 0; i < ROW_GROUP; i++) {
        weights.read(n + i, w, i * columns);
      }
      for (int t = 0; t < tokens; t++) {
        dotFour(x, t * columns, w, columns, y, t * rows + n);
      }
    }
    for (; n < toRow; n++) {
      weights.read(n, w, 0);
      for (int t = 0; t < tokens; t++) {
        y[t * rows + n] = dot(x, t * columns, w, columns);
      }
    }
  }

  private static void dotFour(
      float[] x, int xOffset, float[] w, int count, float[] y, int yOffset) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    for (int k = 0; k < count; k++) {
      float a = x[xOffset + k];
      sum0 += a * w[k];
      sum1 += a * w[k + count];
      sum2 += a * w[k + 2 * count];
      sum3 += a * w[k + 3 * count];
    }
    y[yOffset] = sum0;
    y[yOffset + 1] = sum1;
    y[yOffset + 2] = sum2;
    y[yOffset + 3] = sum3;
  }

  private static float dot(float[] x, int xOffset, float[] w, int count) {
    float sum = 0;
    for (int k = 0; k < count; k++) {
      sum += x[xOffset + k] * w[k];
    }
    return sum;
  }
}
