package dev.nibble.weights.quantize;

import dev.nibble.weights.format.BlockFormat;

/** Squared errors of some weights, summed up. */
final class ErrorSum {
  private final int groupSize;
  private final double textbookDivisor;
  private long count;
  private double measured;
  private double squaredSteps;
  private double squaredMaxima;

  ErrorSum(BlockFormat format) {
    groupSize = format.groupSize();
    textbookDivisor = 3 * Math.pow(4, format.codeBits());
  }

  /**
   * Adds a row.
   *
   * @param row what the weights were
   * @param back what they became
   * @param steps the step of each
   */
  void add(float[] row, float[] back, float[] steps) {
    count += row.length;
    for (int i = 0; i < row.length; i++) {
      double error = (double) row[i] - back[i];
      measured += error * error;
      squaredSteps += (double) steps[i] * steps[i];
    }
    if (groupSize > 1) {
      addMaxima(row);
    }
  }

  private void addMaxima(float[] row) {
    for (int group = 0; group < row.length; group += groupSize) {
      float max = 0;
      for (int i = group; i < group + groupSize; i++) {
        max = Math.max(max, Math.abs(row[i]));
      }
      squaredMaxima += (double) max * max * groupSize;
    }
  }

  void add(ErrorSum other) {
    count += other.count;
    measured += other.measured;
    squaredSteps += other.squaredSteps;
    squaredMaxima += other.squaredMaxima;
  }

  long count() {
    return count;
  }

  QuantizationError mean() {
    return new QuantizationError(
        measured / count, squaredSteps / 12 / count, squaredMaxima / textbookDivisor / count);
  }
}
