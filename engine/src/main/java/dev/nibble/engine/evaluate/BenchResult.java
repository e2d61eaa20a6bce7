package dev.nibble.engine.evaluate;

import java.time.Instant;
import java.util.List;

/**
 * The times of a benchmark.
 *
 * @param test what was timed
 * @param begin when the first repetition began
 * @param sampleNanos what each repetition took, in nanoseconds
 * @param settled whether the speed had settled before, so that these times are those of compiled
 *     code
 * @param multiplyAdds what the prompt needs, and the tokens of several sequences
 * @param bytesRead what the generated tokens need, in bytes
 */
public record BenchResult(
    BenchTest test,
    Instant begin,
    List<Long> sampleNanos,
    boolean settled,
    long multiplyAdds,
    long bytesRead) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Copies the list. */
  public BenchResult {
    sampleNanos = List.copyOf(sampleNanos);
  }

  /** Mean time of a repetition, in nanoseconds. */
  public double averageNanos() {
    return mean(nanos());
  }

  /** Standard deviation of the times, in nanoseconds; 0 of a single one. */
  public double deviationNanos() {
    return deviation(nanos());
  }

  /** Tokens a second of each repetition. */
  public List<Double> rates() {
    return sampleNanos.stream().map(nanos -> test.tokens() * NANOS_PER_SECOND / nanos).toList();
  }

  /** Mean of the rates. */
  public double averageRate() {
    return mean(rates());
  }

  /** Standard deviation of the rates; 0 of a single one. */
  public double deviationRate() {
    return deviation(rates());
  }

  /** Multiply-adds a second, where there was only a prompt. */
  public double multiplyAddsPerSecond() {
    return multiplyAdds * NANOS_PER_SECOND / averageNanos();
  }

  /** Bytes read a second, where there were only generated tokens. */
  public double bytesPerSecond() {
    return bytesRead * NANOS_PER_SECOND / averageNanos();
  }

  /**
   * How near this is to what the machine can do: the time that multiplying and reading take at
   * best, as a part of the time that was taken. A prompt multiplies and then its tokens read; of
   * several sequences both go on at once.
   *
   * @param ceiling what the machine can do, on as many threads
   * @return 1 where nothing can be faster without less arithmetic or fewer bytes
   */
  public double shareOf(Ceiling ceiling) {
    double multiplying = multiplyAdds / ceiling.multiplyAddsPerSecond();
    double reading = bytesRead / ceiling.bytesPerSecond();
    double seconds = test.sequences() == 1 ? multiplying + reading : Math.max(multiplying, reading);
    return seconds * NANOS_PER_SECOND / averageNanos();
  }

  private List<Double> nanos() {
    return sampleNanos.stream().map(Long::doubleValue).toList();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double deviation(List<Double> values) {
    double mean = mean(values);
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return values.size() > 1 ? Math.sqrt(squares / (values.size() - 1)) : 0;
  }
}
