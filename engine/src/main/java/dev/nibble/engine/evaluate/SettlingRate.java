package dev.nibble.engine.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * A rate that is measured again and again, until compilation is over and it stays where it is.
 *
 * <p>Medians, since other work on the machine makes single repetitions slow, never fast.
 */
final class SettlingRate {
  /** Repetitions whose median is taken. */
  private static final int GROUP = 3;

  /** How far the medians of two successive groups may be apart, relative to the later. */
  private static final double TOLERANCE = 0.03;

  private final List<Double> rates = new ArrayList<>();

  void add(double rate) {
    rates.add(rate);
  }

  /** Whether the last repetitions gave what those before them gave. */
  boolean settled() {
    int count = rates.size();
    if (count < 2 * GROUP) {
      return false;
    }
    double before = median(rates.subList(count - 2 * GROUP, count - GROUP));
    return Math.abs(last() - before) <= TOLERANCE * last();
  }

  /** The median of the last repetitions. */
  double last() {
    return median(rates.subList(Math.max(0, rates.size() - GROUP), rates.size()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int count = sorted.size();
    return (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
  }
}
