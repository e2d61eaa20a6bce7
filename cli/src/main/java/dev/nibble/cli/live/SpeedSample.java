package dev.nibble.cli.live;

/**
 * Some tokens one after the other.
 *
 * @param tokens how many
 * @param nanos what they took together, in nanoseconds
 * @param mark what moved meanwhile
 */
record SpeedSample(int tokens, long nanos, Mark mark) {
  private static final double NANOS_PER_SECOND = 1e9;

  /** What moved, the more important last. */
  enum Mark {
    NONE,
    RETURNED,
    LEFT
  }

  double perSecond() {
    return tokens * NANOS_PER_SECOND / Math.max(1, nanos);
  }

  SpeedSample and(SpeedSample other) {
    return new SpeedSample(
        tokens + other.tokens,
        nanos + other.nanos,
        mark.compareTo(other.mark) > 0 ? mark : other.mark);
  }
}
