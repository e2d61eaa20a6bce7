package dev.nibble.engine.device;

import java.time.Duration;

/**
 * What a device can do at best: loops that do one thing each, with all of its units.
 *
 * @param multiplyAddsPerSecond float32 multiply-adds a second
 * @param bytesPerSecond bytes read a second from memory that its caches do not hold
 */
public record DeviceCeiling(double multiplyAddsPerSecond, double bytesPerSecond) {
  /** Several times what measuring takes on a busy machine, whatever other operations may take. */
  static final Duration DEADLINE = Duration.ofMinutes(1);

  /** Several times the caches of large devices, which have up to a hundred mebibytes. */
  private static final long MOST_BYTES = 512L << 20;

  /** What fits less would rather say how fast caches are. */
  private static final long LEAST_BYTES = 64L << 20;

  /**
   * How much memory a device measures with.
   *
   * @param freeBytes what it may still use
   * @return how many bytes it takes, or that it would be too few
   */
  public static Outcome<Long> memory(long freeBytes) {
    return freeBytes < LEAST_BYTES
        ? Outcome.refused(new Refusal.Exhausted(LEAST_BYTES, freeBytes))
        : new Outcome.Done<>(Math.min(MOST_BYTES, freeBytes));
  }
}
