package dev.nibble.engine.measure;

/** How much of something a second. */
final class Throughput {
  private static final double NANOS_PER_SECOND = 1e9;

  private Throughput() {}

  /** What so many in such a time are a second; 0 where there was none, or no time. */
  static double perSecond(int count, long nanos) {
    return count > 0 && nanos > 0 ? count * NANOS_PER_SECOND / nanos : 0;
  }
}
