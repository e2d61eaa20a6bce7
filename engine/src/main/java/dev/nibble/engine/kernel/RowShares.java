package dev.nibble.engine.kernel;

/**
 * Shares the rows of matrices out among workers: each gets a range of neighbouring rows, as many
 * bytes as every other. The ranges depend on the matrices and the number of workers alone, so that
 * a worker reads the same weights in every pass.
 */
final class RowShares {
  /** Rows are cut in multiples of what a tier computes together. */
  private static final int ROW_GROUP = 8;

  private RowShares() {}

  /** Bytes of all rows. */
  static long bytes(Matrix[] matrices) {
    long bytes = 0;
    for (Matrix matrix : matrices) {
      bytes += matrix.rows() * matrix.rowBytes();
    }
    return bytes;
  }

  /**
   * Where a worker's rows begin in a matrix, which is also where those of the worker before it end.
   *
   * @param matrix the matrix
   * @param bytesBefore bytes of the matrices before it
   * @param bytes bytes of all matrices
   * @param part the worker, from 0 to {@code parts}
   * @param parts how many workers
   * @return a row, or the number of rows
   */
  static int begin(Matrix matrix, long bytesBefore, long bytes, int part, int parts) {
    long cut = bytes * part / parts - bytesBefore;
    long rows = Math.min(Math.max(cut, 0) / matrix.rowBytes(), matrix.rows());
    boolean fewLeft = cut > 0 && matrix.rows() - rows < ROW_GROUP;
    return fewLeft ? matrix.rows() : (int) (rows / ROW_GROUP * ROW_GROUP);
  }
}
