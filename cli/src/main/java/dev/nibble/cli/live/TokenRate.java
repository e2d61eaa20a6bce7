package dev.nibble.cli.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** How fast tokens come at present: over the last few of them. */
public final class TokenRate {
  private static final int WINDOW = 8;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Deque<Long> times = new ArrayDeque<>();

  /** Creates a rate that is not known yet. */
  public TokenRate() {}

  /**
   * A token was chosen.
   *
   * @param now when, in nanoseconds
   */
  public void count(long now) {
    if (times.size() > WINDOW) {
      times.removeFirst();
    }
    times.addLast(now);
  }

  /** Tokens a second; empty until there are two. */
  public OptionalDouble perSecond() {
    if (times.size() < 2) {
      return OptionalDouble.empty();
    }
    long nanos = Math.max(1, times.getLast() - times.getFirst());
    return OptionalDouble.of((times.size() - 1) * NANOS_PER_SECOND / nanos);
  }
}
