package dev.nibble.engine.evaluate;

import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The times of a benchmark.
 *
 * @param test what was timed
 * @param begin when the first repetition began
 * @param sampleNanos what each repetition took, in nanoseconds
 * @param settled whether the speed had settled before, so that these times are those of compiled
 *     code
 * @param moved whether layers have gone to a device or left it meanwhile
 * @param cpu what was the CPU's part in the end
 * @param device what was the device's
 */
public record BenchResult(
    BenchTest test,
    Instant begin,
    List<Long> sampleNanos,
    boolean settled,
    boolean moved,
    BenchWork cpu,
    BenchWork device) {
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

  /** What the prompts need, and the tokens of several sequences. */
  public long multiplyAdds() {
    return cpu.multiplyAdds() + device.multiplyAdds();
  }

  /** What the generated tokens need, in bytes. */
  public long bytesRead() {
    return cpu.bytesRead() + device.bytesRead();
  }

  /** Multiply-adds a second, where there was only a prompt. */
  public double multiplyAddsPerSecond() {
    return multiplyAdds() * NANOS_PER_SECOND / averageNanos();
  }

  /** Bytes read a second, where there were only generated tokens. */
  public double bytesPerSecond() {
    return bytesRead() * NANOS_PER_SECOND / averageNanos();
  }

  /**
   * How near this is to what the machine can do: the time that multiplying and reading take at
   * best, as a part of the time that was taken. A prompt multiplies and then its tokens read; of
   * several sequences both go on at once. What the CPU has to do and what a device has to do come
   * one after the other.
   *
   * @param bound what the CPU and the device can do
   * @return 1 where nothing can be faster without less arithmetic or fewer bytes; empty where it is
   *     not known what the device can do, or which part it had
   */
  public OptionalDouble shareOf(Bound bound) {
    if (moved) {
      return OptionalDouble.empty();
    }
    double seconds =
        cpu.seconds(test, bound.cpu().multiplyAddsPerSecond(), bound.cpu().bytesPerSecond());
    if (!device.equals(BenchWork.NONE)) {
      if (!(bound.device().orElse(null)
          instanceof Outcome.Done<DeviceCeiling>(DeviceCeiling ceiling))) {
        return OptionalDouble.empty();
      }
      seconds += device.seconds(test, ceiling.multiplyAddsPerSecond(), ceiling.bytesPerSecond());
    }
    return OptionalDouble.of(seconds * NANOS_PER_SECOND / averageNanos());
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
