package dev.nibble.engine.kernel;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;

/** Weights whose rows are looked up, such as embeddings. Safe to read from any thread. */
public final class WeightRows {
  private final Tensor tensor;
  private final BlockFormat format;
  private final int columns;
  private final long rowBytes;

  /**
   * Prepares the rows.
   *
   * @param tensor a tensor of a type with a block format; its file must stay open as long as this
   *     is used
   */
  public WeightRows(Tensor tensor) {
    this.tensor = tensor;
    this.format = BlockFormat.of(tensor.type()).orElseThrow();
    this.columns = Math.toIntExact(tensor.columns());
    this.rowBytes = tensor.type().rowBytes(columns);
  }

  /**
   * One row as floats.
   *
   * @param row from 0
   * @param out receives {@code columns} floats
   * @param outOffset where the first goes
   */
  public void read(int row, float[] out, int outOffset) {
    format.dequantize(tensor.data(), row * rowBytes, out, outOffset, columns);
  }
}
