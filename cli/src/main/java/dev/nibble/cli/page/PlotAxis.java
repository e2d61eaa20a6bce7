package dev.nibble.cli.page;

import java.util.List;

/** An axis of a plot: round numbers in a row. */
public sealed interface PlotAxis permits LinearAxis, LogAxis {

  /**
   * The shortest axis of round numbers over a range.
   *
   * @param min the least number on it
   * @param max the greatest; where it is no greater than the least, some room is made around both
   */
  static PlotAxis over(double min, double max) {
    return LinearAxis.over(min, max);
  }

  /**
   * An axis that ends where the numbers end, round or not.
   *
   * @param low where it begins
   * @param high where it ends, greater than {@code low}
   */
  static PlotAxis between(double low, double high) {
    return LinearAxis.between(low, high);
  }

  /**
   * The shortest axis over a range on which a factor is a distance.
   *
   * @param min the least number on it, over 0
   * @param max the greatest
   * @param base from one tick to the next at least, such as 2 or 10
   */
  static PlotAxis logarithmic(double min, double max, int base) {
    return LogAxis.over(min, max, base);
  }

  /** Where it begins. */
  double low();

  /** Where it ends, greater than {@link #low}. */
  double high();

  /** The round numbers on the axis. */
  List<Double> ticks();

  /** A tick with as many digits as tell it from its neighbours. */
  String label(double tick);

  /** Where a number stands: 0 at the beginning of the axis, 1 at its end. */
  double share(double value);

  /** The same number, or the end of the axis that is nearest to it. */
  default double within(double value) {
    return Math.clamp(value, low(), high());
  }
}
