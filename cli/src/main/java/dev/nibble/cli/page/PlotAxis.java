package dev.nibble.cli.page;

import java.util.ArrayList;
import java.util.List;

/**
 * An axis from one round number to another.
 *
 * @param low where it begins
 * @param high where it ends, greater than {@code low}
 * @param step from one tick to the next: 1, 2 or 5 times a power of ten
 */
public record PlotAxis(double low, double high, double step) {
  private static final int INTERVALS = 6;

  /**
   * The shortest axis of round numbers over a range.
   *
   * @param min the least number on it
   * @param max the greatest; where it is no greater than the least, some room is made around both
   */
  public static PlotAxis over(double min, double max) {
    double room = max > min ? 0 : Math.max(Math.abs(min) * 0.05, 1e-6);
    double from = min - room;
    double to = max + room;
    double step = roundStep((to - from) / INTERVALS);
    return new PlotAxis(Math.floor(from / step) * step, Math.ceil(to / step) * step, step);
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

  /** The round numbers on the axis, both ends included. */
  public List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    long count = Math.round((high - low) / step);
    for (long i = 0; i <= count; i++) {
      ticks.add(low + i * step);
    }
    return ticks;
  }

  /** A tick with as many digits as tell it from its neighbours. */
  public String label(double tick) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return Numbers.fixed(tick == 0 ? 0 : tick, decimals);
  }

  /** Where a number stands: 0 at the beginning of the axis, 1 at its end. */
  public double share(double value) {
    return (value - low) / (high - low);
  }
}
