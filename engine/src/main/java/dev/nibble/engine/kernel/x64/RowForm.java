package dev.nibble.engine.kernel.x64;

/** How the activations of a token lie in memory. */
enum RowForm {
  /** As a {@link QuantizedRow}. */
  QUANTIZED,
  /** As floats, with zeros up to a multiple of {@link #STEP}. */
  FLOATS;

  /** Floats of the code's step. */
  static final int STEP = 4;

  /** Rows of powers of two would meet in the same sets of a cache. */
  static final int PADDING = 64;

  /** From one token to the next, in bytes. */
  long bytes(int columns) {
    return PADDING
        + switch (this) {
          case QUANTIZED -> (long) columns / QuantizedRow.BLOCK * QuantizedRow.BLOCK_BYTES;
          case FLOATS -> (long) Math.ceilDiv(columns, STEP) * STEP * Float.BYTES;
        };
  }
}
