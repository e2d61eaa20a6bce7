package dev.nibble.cli.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis from one power of a number to another, on which a factor is a distance.
 *
 * @param base the number
 * @param first its exponent at the beginning
 * @param last its exponent at the end, greater than {@code first}
 */
record LogAxis(int base, int first, int last) implements PlotAxis {
  private static final int MOST_TICKS = 8;

  /** So that a power that comes out of a division is one. */
  private static final double TOLERANCE = 1e-9;

  /** Numbers from here on are written with an exponent. */
  private static final double LARGE = 1e6;

  /** And what is under this. */
  private static final double SMALL = 1e-3;

  /** From the power at or below the least number to the one at or above the greatest. */
  static LogAxis over(double min, double max, int base) {
    int first = (int) Math.floor(log(min, base) + TOLERANCE);
    int last = (int) Math.ceil(log(max, base) - TOLERANCE);
    return new LogAxis(base, first, Math.max(last, first + 1));
  }

  private static double log(double value, int base) {
    return Math.log(value) / Math.log(base);
  }

  @Override
  public double low() {
    return Math.pow(base, first);
  }

  @Override
  public double high() {
    return Math.pow(base, last);
  }

  @Override
  public List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (int e = first; e <= last; e += Math.ceilDiv(last - first, MOST_TICKS)) {
      ticks.add(Math.pow(base, e));
    }
    return ticks;
  }

  @Override
  public String label(double tick) {
    if (tick >= LARGE || tick < SMALL * (1 - TOLERANCE)) {
      return String.format(Locale.ROOT, "%.0e", tick).replace("e+0", "e").replace("e-0", "e-");
    }
    return Numbers.fixed(tick, (int) Math.max(0, Math.ceil(-Math.log10(tick) - TOLERANCE)));
  }

  @Override
  public double share(double value) {
    return (log(value, base) - first) / (last - first);
  }
}
