package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.BlockFormat;
import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * The weights where they lie in the file. A few tokens run through the format's fused kernel, which
 * decodes and multiplies in one pass; many tokens, odd widths and the last rows take a band of rows
 * that is made floats once.
 */
abstract class VectorMatrix implements Matrix {
  /** From here on a decoded band pays: the tile takes four tokens at a time. */
  private static final int BAND_TOKENS = DotTile.TOKENS;

  final MemorySegment data;
  final int rows;
  final int columns;
  final long rowBytes;
  private final BlockFormat format;

  VectorMatrix(Tensor tensor) {
    this.data = tensor.data();
    this.rows = Math.toIntExact(tensor.rows());
    this.columns = Math.toIntExact(tensor.columns());
    this.rowBytes = tensor.type().rowBytes(columns);
    this.format = BlockFormat.of(tensor.type()).orElseThrow();
  }

  static VectorMatrix of(Tensor tensor) {
    return switch (tensor.type()) {
      case F32 -> new F32Matrix(tensor);
      case F16 -> new F16Matrix(tensor);
      case BF16 -> new Bf16Matrix(tensor);
      case Q8_0 -> new Q80Matrix(tensor);
      case Q4_0 -> new Q40Matrix(tensor);
      default -> throw new IllegalArgumentException("no kernel for " + tensor.type());
    };
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
    float[] band = workspace.floats(DotTile.ROWS * columns);
    for (; row < toRow; row += DotTile.ROWS) {
      int count = Math.min(DotTile.ROWS, toRow - row);
      for (int i = 0; i < count; i++) {
        row(row + i, band, i * columns);
      }
      DotTile.multiply(band, count, x, tokens, columns, y, row, rows);
    }
  }
}
