package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;

/** The weights where they lie in the file. */
abstract sealed class VectorMatrix implements Matrix permits FusedMatrix, OtherMatrix {
  private static final int ROW_GROUP = PanelTile.ROWS;

  final MemorySegment data;
  final int rows;
  final int columns;
  final long rowBytes;
  private final BlockFormat format;
  private final int blockSize;
  private final int blockBytes;

  VectorMatrix(Tensor tensor) {
    this.data = tensor.data();
    this.rows = Math.toIntExact(tensor.rows());
    this.columns = Math.toIntExact(tensor.columns());
    this.rowBytes = tensor.type().rowBytes(columns);
    this.format = BlockFormat.of(tensor.type()).orElseThrow();
    this.blockSize = tensor.type().blockSize();
    this.blockBytes = tensor.type().blockBytes();
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
  public final long rowBytes() {
    return rowBytes;
  }

  @Override
  public final int rowGroup() {
    return ROW_GROUP;
  }

  /** From how many tokens on a decoded band pays. */
  abstract int panelTokens();

  /** A product with fewer tokens than {@link #panelTokens()}. */
  abstract void multiplyFew(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace);

  @Override
  public final void multiply(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace) {
    if (x.tokens() < panelTokens()) {
      multiplyFew(x, y, fromRow, toRow, workspace);
    } else {
      PanelProduct.multiply(this, x, y, fromRow, toRow, workspace);
    }
  }

  /** A product with few tokens, each row made floats first. */
  final void multiplyRows(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace) {
    float[] row = workspace.floats(columns);
    for (int n = fromRow; n < toRow; n++) {
      unpack(n, 0, columns, row, 0);
      for (int t = 0; t < x.tokens(); t++) {
        y[t * rows + n] = Dot.product(row, 0, x.values(), t * columns, columns);
      }
    }
  }

  /**
   * Makes a part of a row floats.
   *
   * @param row the row
   * @param column the first column, at the beginning of a block
   * @param count how many columns, whole blocks
   * @param out receives them
   * @param outOffset where the first goes
   */
  final void unpack(int row, int column, int count, float[] out, int outOffset) {
    long at = row * rowBytes + (long) (column / blockSize) * blockBytes;
    unpack(at, count, out, outOffset);
  }

  /**
   * Makes blocks floats.
   *
   * @param at where the first block lies, in bytes
   * @param count how many weights
   * @param out receives them
   * @param outOffset where the first goes
   */
  void unpack(long at, int count, float[] out, int outOffset) {
    format.dequantize(data, at, out, outOffset, count);
  }
}
