package dev.nibble.engine.kernel.x64;

/**
 * How weights lie in memory: 32 rows side by side, so that the lanes of a vector are rows. A panel
 * is a row of pieces; a piece has the columns of a block of the file's format, 32 or 256, and as
 * many bytes as 32 such blocks: first what scales them, then their codes, four columns of 32 rows
 * after the other.
 */
final class Panel {
  static final int ROWS = 32;

  /** Columns whose codes are multiplied and added as integers. */
  static final int BLOCK = QuantizedRow.BLOCK;

  /** Columns of a lane: as many as {@code vpdpbusd} takes. */
  static final int GROUP = 4;

  static final int GROUPS = BLOCK / GROUP;

  /** From one group of codes to the next where a code takes a byte. */
  static final int GROUP_BYTES = ROWS * GROUP;

  private Panel() {}

  /** How many panels rows take; those past the last are zeros. */
  static int count(int rows) {
    return Math.ceilDiv(rows, ROWS);
  }
}
