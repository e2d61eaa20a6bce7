package dev.nibble.cli.validation;

import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.predict.Finding;
import java.util.Locale;

/** Numbers of all sizes and units, with as many digits as people read. */
public final class Quantity {
  private static final String[] LARGE = {"", " K", " M", " G", " T", " P", " E"};

  /** Whole numbers below this are written digit by digit. */
  private static final double LONG = 1e7;

  /** What is less has an exponent. */
  private static final double SMALL = 1e-3;

  /** Errors from here on, as parts of what was measured, are said as a factor. */
  private static final double MANY_TIMES = 10;

  /** Errors under this are those of sums of doubles. */
  private static final double NOTHING = 5e-7;

  private Quantity() {}

  /**
   * Writes a number.
   *
   * @param value the number
   * @param unit its unit; bytes are written in binary units, of all others the number alone
   */
  public static String text(double value, String unit) {
    if (unit.equals("bytes") && Math.abs(value) < Long.MAX_VALUE) {
      return value < 0
          ? "-" + ByteSize.format(Math.round(-value))
          : ByteSize.format(Math.round(value));
    }
    double size = Math.abs(value);
    if (size < LONG && value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    if (size < SMALL) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int unitIndex = 0;
    while (Math.abs(value) >= 1e4 && unitIndex < LARGE.length - 1) {
      value /= 1e3;
      unitIndex++;
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(Math.abs(value))));
    return String.format(Locale.ROOT, "%." + decimals + "f", value) + LARGE[unitIndex];
  }

  /** Writes a number with its unit behind it. */
  public static String withUnit(double value, String unit) {
    String number = text(value, unit);
    return unit.isEmpty() || unit.equals("bytes") ? number : number + " " + unit;
  }

  /** How far a prediction is off: in percent, as a factor where it is far, or a dash. */
  static String error(Finding finding) {
    double error = finding.error();
    if (!Double.isFinite(error)) {
      return "-";
    }
    if (Math.abs(error) < NOTHING) {
      return "0 %";
    }
    if (Math.abs(error) >= MANY_TIMES) {
      double factor = finding.prediction().value() / finding.measurement().value();
      return text(factor >= 100 ? Math.rint(factor) : factor, "") + " x";
    }
    double percent = 100 * error;
    return String.format(Locale.ROOT, Math.abs(percent) < 0.1 ? "%+.4f %%" : "%+.1f %%", percent);
  }
}
