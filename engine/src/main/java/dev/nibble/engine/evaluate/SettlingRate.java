package dev.nibble.engine.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A rate that is measured again and again, until compilation is over and it stays where it is.
 *
 * <p>Medians of windows, since other work on the machine makes single repetitions slow, never fast.
 */
final class SettlingRate {
  /** How far the medians of successive windows may be apart, relative to the last. */
  private static final double TOLERANCE = 0.03;

  private final int windows;
  private final int windowSize;
  private final List<Double> rates = new ArrayList<>();

  /** Settles when the medians of two windows of three repetitions agree. */
  SettlingRate() {
    this(2, 3);
  }

  /**
   * Settles when the medians of some windows agree.
   *
   * @param windows how many
   * @param windowSize repetitions in each
   */
  SettlingRate(int windows, int windowSize) {
    this.windows = windows;
    this.windowSize = windowSize;
  }

  void add(double rate) {
    rates.add(rate);
  }

  boolean isEmpty() {
    return rates.isEmpty();
  }

  /** Whether the last windows gave the same. */
  boolean settled() {
    int first = rates.size() - windows * windowSize;
    if (first < 0) {
      return false;
    }
    List<Double> medians = new ArrayList<>();
    for (int from = first; from < rates.size(); from += windowSize) {
      medians.add(median(rates.subList(from, from + windowSize)));
    }
    return Collections.max(medians) - Collections.min(medians) <= TOLERANCE * last();
  }

  /** The median of the last window. */
  double last() {
    return median(rates.subList(Math.max(0, rates.size() - windowSize), rates.size()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int count = sorted.size();
    return (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
  }
}
