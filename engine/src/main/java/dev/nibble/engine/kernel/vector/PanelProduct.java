package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;

import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Workspace;
import java.util.Arrays;

/**
 * The product of weights of any format with many tokens. A band of rows is made floats once, a few
 * thousand columns at a time, and swept over all tokens by {@link PanelTile}; the band stays in the
 * core's second-level cache meanwhile. All bands of a group pass the same columns before the next
 * ones, so that these activations stay in the last-level cache.
 */
final class PanelProduct {
  /** Rows of a band: all tokens are read from the third-level cache once for so many rows. */
  private static final int BAND_ROWS = 64;

  /**
   * Rows of a group where rows are longer than a band: 173 GMAC/s in place of 160 (8192 columns,
   * 512 tokens, two cores of an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-26). Their sums wait meanwhile.
   */
  private static final int GROUP_ROWS = 8 * BAND_ROWS;

  /** Columns that are decoded at a time: whole blocks of every format. */
  private static final int BAND_COLUMNS = 2048;

  /** Keeps rows of a band from falling into the same sets of the first-level cache. */
  private static final int ROW_PADDING = 16;

  private PanelProduct() {}

  /**
   * Computes some rows of a product.
   *
   * @param w the weights
   * @param x the activations, packed
   * @param y {@code [tokens][rows of w]}, of which the given rows' columns are written
   * @param fromRow the first row
   * @param toRow the row past the last
   * @param workspace memory of the calling worker
   */
  static void multiply(
      VectorMatrix w, Inputs x, float[] y, int fromRow, int toRow, Workspace workspace) {
    int rowFloats = Math.min(w.columns(), BAND_COLUMNS) + ROW_PADDING;
    int bandSums = TokenPanel.vectors(x.tokens()) * COUNT * BAND_ROWS;
    int sumsAt = BAND_ROWS * rowFloats;
    int groupRows = w.columns() > BAND_COLUMNS ? GROUP_ROWS : BAND_ROWS;
    int mostBands = Math.ceilDiv(Math.min(groupRows, toRow - fromRow), BAND_ROWS);
    float[] scratch = workspace.floats(sumsAt + mostBands * bandSums);
    for (int group = fromRow; group < toRow; group += groupRows) {
      int groupEnd = Math.min(group + groupRows, toRow);
      Arrays.fill(scratch, sumsAt, sumsAt + mostBands * bandSums, 0);
      for (int k = 0; k < w.columns(); k += BAND_COLUMNS) {
        int columns = Math.min(BAND_COLUMNS, w.columns() - k);
        int sums = sumsAt;
        for (int row = group; row < groupEnd; row += BAND_ROWS) {
          int rows = Math.min(BAND_ROWS, groupEnd - row);
          for (int i = 0; i < rows; i++) {
            w.unpack(row + i, k, columns, scratch, i * rowFloats);
          }
          sweep(scratch, rows, rowFloats, x, k, columns, sums);
          sums += bandSums;
        }
      }
      int sums = sumsAt;
      for (int row = group; row < groupEnd; row += BAND_ROWS) {
        int rows = Math.min(BAND_ROWS, groupEnd - row);
        store(scratch, sums, rows, x.tokens(), y, row, w.rows());
        sums += bandSums;
      }
    }
  }

  /** Adds the products of a band with all tokens; rows past the last add what nobody reads. */
  private static void sweep(
      float[] scratch, int rows, int rowFloats, Inputs x, int k, int columns, int sumsAt) {
    int vectors = TokenPanel.vectors(x.tokens());
    int size;
    for (int vector = 0; vector < vectors; vector += size) {
      size = TokenPanel.blockVectors(vector, vectors);
      int xAt = vector * COUNT * x.columns() + k * size * COUNT;
      int yAt = sumsAt + vector * COUNT * BAND_ROWS;
      for (int i = 0; i < rows; i += PanelTile.ROWS) {
        PanelTile.add(
            size,
            scratch,
            i * rowFloats,
            rowFloats,
            x.packed(),
            xAt,
            columns,
            scratch,
            yAt + i * size * COUNT);
      }
    }
  }

  private static void store(
      float[] scratch, int sumsAt, int rows, int tokens, float[] y, int row, int stride) {
    int vectors = TokenPanel.vectors(tokens);
    int size;
    for (int vector = 0; vector < vectors; vector += size) {
      size = TokenPanel.blockVectors(vector, vectors);
      int at = sumsAt + vector * COUNT * BAND_ROWS;
      int first = vector * COUNT;
      int count = Math.min(size * COUNT, tokens - first);
      for (int t = 0; t < count; t++) {
        int out = (first + t) * stride + row;
        for (int i = 0; i < rows; i++) {
          y[out + i] = scratch[at + i * size * COUNT + t];
        }
      }
    }
  }
}
