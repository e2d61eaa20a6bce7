package dev.nibble.weights.quantize;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Turns the rows of one tensor into another type, and measures what that changes. */
final class TensorConversion {
  /** Weights of a band: a millisecond of work or more. */
  private static final long BAND_WEIGHTS = 1 << 16;

  private static final String DAMAGED = "expected finite weights: the model is damaged";

  private final Tensor tensor;
  private final BlockFormat from;
  private final BlockFormat to;
  private final float[] importance;
  private final MemorySegment out;
  private final int columns;

  /**
   * Prepares.
   *
   * @param plan the tensor and its new type
   * @param importance one factor for each column, or empty
   * @param out receives the rows
   */
  TensorConversion(TensorPlan plan, float[] importance, MemorySegment out) {
    tensor = plan.tensor();
    from = BlockFormat.of(tensor.type()).orElseThrow();
    to = BlockFormat.of(plan.type()).orElseThrow();
    this.importance = importance;
    this.out = out;
    columns = Math.toIntExact(tensor.columns());
  }

  QuantizationError run(RowBands bands, Progress progress) throws IOException {
    ErrorSum total = new ErrorSum(to);
    bands.run(
        tensor.rows(),
        Math.max(1, BAND_WEIGHTS / columns),
        this::convert,
        band -> {
          total.add(band);
          progress.add(tensor, band.count());
        });
    return total.mean();
  }

  private ErrorSum convert(long fromRow, long toRow) throws IOException {
    long sourceBytes = tensor.type().rowBytes(columns);
    long targetBytes = to.type().rowBytes(columns);
    float[] row = new float[columns];
    float[] back = new float[columns];
    float[] steps = new float[columns];
    ErrorSum sum = new ErrorSum(to);
    for (long r = fromRow; r < toRow; r++) {
      from.dequantize(tensor.data(), r * sourceBytes, row, 0, columns);
      checkFinite(tensor, row, row, r, DAMAGED);
      to.quantize(row, importance, out, r * targetBytes);
      to.dequantize(out, r * targetBytes, back, 0, columns);
      checkFinite(
          tensor, back, row, r, "beyond the range of %s: take BF16 or F32".formatted(to.type()));
      to.steps(out, r * targetBytes, steps, 0, columns);
      sum.add(row, back, steps);
    }
    return sum;
  }

  /**
   * Looks through a tensor of floats that is copied.
   *
   * @throws GgufFormatException if an element is no finite number
   */
  static void checkNumbers(Tensor tensor) throws GgufFormatException {
    BlockFormat format = BlockFormat.of(tensor.type()).orElseThrow();
    float[] row = new float[Math.toIntExact(tensor.columns())];
    for (long r = 0; r < tensor.rows(); r++) {
      format.dequantize(tensor.data(), r * tensor.type().rowBytes(row.length), row, 0, row.length);
      checkFinite(tensor, row, row, r, DAMAGED);
    }
  }

  private static void checkFinite(
      Tensor tensor, float[] checked, float[] row, long number, String complaint)
      throws GgufFormatException {
    for (int i = 0; i < row.length; i++) {
      if (!Float.isFinite(checked[i])) {
        throw tensor.malformed(
            "has %s in row %d, column %d, %s".formatted(row[i], number, i, complaint));
      }
    }
  }
}
