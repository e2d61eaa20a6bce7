package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;

/**
 * The weights where they lie in the file, in any format: a band of rows is made floats once for all
 * tokens.
 */
sealed class BandMatrix implements Matrix permits FusedMatrix {
  final MemorySegment data;
  final int rows;
  final int columns;
  final long rowBytes;
  private final BlockFormat format;

  BandMatrix(Tensor tensor) {
    this.data = tensor.data();
    this.rows = Math.toIntExact(tensor.rows());
    this.columns = Math.toIntExact(tensor.columns());
    this.rowBytes = tensor.type().rowBytes(columns);
    this.format = BlockFormat.of(tensor.type()).orElseThrow();
  }

  @Override
  public final int rows() {
    return rows;
  }

  @Override
  public final int columns() {
    return columns;
  }

  @Override
  public final void row(int row, float[] out, int outOffset) {
    format.dequantize(data, row * rowBytes, out, outOffset, columns);
  }

  @Override
  public void multiply(
      float[] x, int tokens, float[] y, int fromRow, int toRow, Workspace workspace) {
    float[] band = workspace.floats(DotTile.ROWS * columns);
    for (int row = fromRow; row < toRow; row += DotTile.ROWS) {
      int count = Math.min(DotTile.ROWS, toRow - row);
      for (int i = 0; i < count; i++) {
        row(row + i, band, i * columns);
      }
      DotTile.multiply(band, count, x, tokens, columns, y, row, rows);
    }
  }
}
