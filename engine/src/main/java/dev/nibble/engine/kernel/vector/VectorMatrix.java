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
  /** Rows that are computed together, so that they share each load of an activation. */
  static final int ROW_GROUP = DotTile.ROWS;

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
   * The products of four neighbouring rows with one token. Called only where the lanes divide the
   * columns.
   *
   * @param row the first row
   * @param x activations, of which {@code columns} from {@code xOffset} are read
   * @param xOffset where the token starts in {@code x}
   * @param y receives four results from {@code yOffset} on
   * @param yOffset where the first result goes
   */
  abstract void multiplyFour(int row, float[] x, int xOffset, float[] y, int yOffset);

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
      for (; row <= toRow - ROW_GROUP; row += ROW_GROUP) {
        for (int t = 0; t < tokens; t++) {
          multiplyFour(row, x, t * columns, y, t * rows + row);
        }
      }
    }
    float[] band = workspace.floats(ROW_GROUP * columns);
    for (; row < toRow; row += ROW_GROUP) {
      int count = Math.min(ROW_GROUP, toRow - row);
      for (int i = 0; i < count; i++) {
        row(row + i, band, i * columns);
      }
      DotTile.multiply(band, count, x, tokens, columns, y, row, rows);
    }
  }
}
