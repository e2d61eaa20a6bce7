package dev.nibble.engine.evaluate;

/** The mean of a sample and its standard error, while the sample grows. */
final class SampleMean {
  private long count;
  private double sum;
  private double sumOfSquares;

  void add(double x) {
    count++;
    sum += x;
    sumOfSquares += x * x;
  }

  long count() {
    return count;
  }

  double mean() {
    return sum / count;
  }

  /** {@code sqrt((E[x^2] - E[x]^2) / (n - 1))}; 0 where there is nothing to deviate from. */
  double standardError() {
    double variance = sumOfSquares / count - mean() * mean();
    return count > 1 ? Math.sqrt(Math.max(0, variance) / (count - 1)) : 0;
  }
}
