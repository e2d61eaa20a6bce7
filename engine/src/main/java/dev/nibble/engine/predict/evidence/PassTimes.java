package dev.nibble.engine.predict.evidence;

import java.util.ArrayList;
import java.util.List;

/**
 * Times of one thing that was done again and again. The median counts: other work on the machine
 * makes single ones long.
 */
final class PassTimes {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Long> nanos = new ArrayList<>();

  void add(long time) {
    nanos.add(time);
  }

  int count() {
    return nanos.size();
  }

  /** The median, the lesser of two, in seconds. */
  double medianSeconds() {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get((sorted.size() - 1) / 2) / NANOS_PER_SECOND;
  }
}
