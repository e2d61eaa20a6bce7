package dev.nibble.cli.page;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis on which a difference is a distance.
 *
 * @param low where it begins
 * @param high where it ends, greater than {@code low}
 * @param step from one tick to the next: 1, 2 or 5 times a power of ten
 */
record LinearAxis(double low, double high, double step) implements PlotAxis {
  private static final int INTERVALS = 6;

  /** So that a number that is a multiple of the step but for rounding is one. */
  private static final double TOLERANCE = 1e-6;

  static LinearAxis over(double min, double max) {
    double room = max > min ? 0 : Math.max(Math.abs(min) * 0.05, 1e-6);
    double from = min - room;
    double to = max + room;
    double step = roundStep((to - from) / INTERVALS);
    return new LinearAxis(Math.floor(from / step) * step, Math.ceil(to / step) * step, step);
  }

  /** From exactly one number to another, the greater. */
  static LinearAxis between(double low, double high) {
    return new LinearAxis(low, high, roundStep((high - low) / INTERVALS));
  }

  /** The least of 1, 2, 5 and 10 times a power of ten that is no less. */
  private static double roundStep(double atLeast) {
    double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
    for (int factor : new int[] {1, 2, 5}) {
      if (factor * power >= atLeast * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  @Override
  public List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long last = (long) Math.floor(high / step + TOLERANCE);
    for (long i = (long) Math.ceil(low / step - TOLERANCE); i <= last; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  @Override
  public String label(double tick) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return Numbers.fixed(tick == 0 ? 0 : tick, decimals);
  }

  @Override
  public double share(double value) {
    return (value - low) / (high - low);
  }
}
