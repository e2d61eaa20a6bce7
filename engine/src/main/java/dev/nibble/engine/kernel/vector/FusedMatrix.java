package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;

/**
 * Weights whose format has a fused kernel, which decodes and multiplies in one pass. It serves a
 * few tokens; many tokens, odd widths and the last rows go the way of every format.
 */
abstract sealed class FusedMatrix extends BandMatrix
    permits F32Matrix, F16Matrix, Bf16Matrix, Q80Matrix, Q40Matrix {
  /** From here on a decoded band pays: the tile takes four tokens at a time. */
  private static final int BAND_TOKENS = DotTile.TOKENS;

  FusedMatrix(Tensor tensor) {
    super(tensor);
  }

  /**
   * Rows that the fused kernel computes together, so that they share each load of an activation.
   * Too many, and C2 reaches its limit of nodes, leaves a call behind, and boxes every vector that
   * crosses it (four rows of F16: 4 tok/s instead of 6, of Q4_0: 3 instead of 11, 1.1 B weights on
   * two cores of an AMD EPYC Zen 4; JDK 25.0.3, 2026-11-22).
   */
  abstract int fusedRows();

  /**
   * The products of {@link #fusedRows()} neighbouring rows with one token. Called only where the
   * lanes divide the columns.
   *
   * @param row the first row
   * @param x activations, of which {@code columns} from {@code xOffset} are read
   * @param xOffset where the token starts in {@code x}
   * @param y receives the results from {@code yOffset} on
   * @param yOffset where the first result goes
   */
  abstract void multiplyFused(int row, float[] x, int xOffset, float[] y, int yOffset);

  @Override
  public final void multiply(
      float[] x, int tokens, float[] y, int fromRow, int toRow, Workspace workspace) {
    int row = fromRow;
    if (tokens < BAND_TOKENS && columns % Lanes.COUNT == 0) {
      int fused = fusedRows();
      for (; row <= toRow - fused; row += fused) {
        for (int t = 0; t < tokens; t++) {
          multiplyFused(row, x, t * columns, y, t * rows + row);
        }
      }
    }
    super.multiply(x, tokens, y, row, toRow, workspace);
  }
}
