package dev.nibble.engine.measure;

import java.time.Duration;
import java.util.Arrays;

/**
 * The time that work takes where nothing else is in its way. It is repeated many times, and the
 * shortest count: other work on the machine makes them longer, never shorter.
 */
public final class BestTime {
  /** Compilation is over, and a quiet moment was met, once nothing was better for so long. */
  private static final Duration QUIET = Duration.ofMillis(400);

  /** The property that sets the longest search for a quiet moment, in milliseconds. */
  public static final String LIMIT_PROPERTY = "nibble.measure.millis";

  private static final Duration LIMIT = Duration.ofMillis(Long.getLong(LIMIT_PROPERTY, 2000));

  /** What is not noticeably better. */
  private static final double TOLERANCE = 0.005;

  private BestTime() {}

  /**
   * Times some work, for two seconds at most, or as the property says, and three times at least.
   *
   * @param window the work: so short that some windows meet nobody else on the machine
   * @return the third shortest time in seconds, since the clock of a virtual machine jumps now and
   *     then
   */
  public static double seconds(Runnable window) {
    long[] shortest = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
    final long begin = System.nanoTime();
    long improved = begin;
    long end = begin;
    while (shortest[2] == Long.MAX_VALUE
        || (end - improved < QUIET.toNanos() && end - begin < LIMIT.toNanos())) {
      long start = System.nanoTime();
      window.run();
      end = System.nanoTime();
      long before = shortest[2];
      shortest[2] = Math.min(before, end - start);
      Arrays.sort(shortest);
      if (shortest[2] < before * (1 - TOLERANCE)) {
        improved = end;
      }
    }
    return shortest[2] / 1e9;
  }
}
