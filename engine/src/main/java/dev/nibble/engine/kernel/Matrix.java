package dev.nibble.engine.kernel;

/**
 * Weights {@code [rows][columns]} as a tier prepared them. Immutable, safe to read from any thread.
 */
public interface Matrix {

  /** Output features. */
  int rows();

  /** Input features: the length of a row. */
  int columns();

  /** Bytes of a row as it is read. */
  long rowBytes();

  /** Rows that are computed together: products are cut at multiples of it. */
  int rowGroup();

  /**
   * A part of the product {@code y[t][n] = sum over k of x[t][k] w[n][k]}: the rows {@code n} from
   * {@code fromRow} to {@code toRow}, the latter excluded.
   *
   * @param x the activations {@code [tokens][columns]}, packed by the same tier
   * @param y {@code [tokens][rows]}, of which the given rows' columns are written
   * @param fromRow the first row
   * @param toRow the row past the last
   * @param workspace memory of the calling worker
   */
  void multiply(Inputs x, float[] y, int fromRow, int toRow, Workspace workspace);
}
