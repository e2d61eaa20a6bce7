package dev.nibble.cli.page;

import java.util.Locale;

/** Numbers as tables and pages show them. */
public final class Numbers {
  private Numbers() {}

  /** A perplexity. */
  public static String perplexity(double value) {
    return fixed(value, value < 1000 ? 4 : 1);
  }

  /** Nats; what four decimals do not show gets an exponent. */
  public static String divergence(double nats) {
    if (nats == 0) {
      return "0";
    }
    return nats < 5e-4 ? String.format(Locale.ROOT, "%.0e", nats) : fixed(nats, 4);
  }

  /** How many a second. */
  public static String rate(double perSecond) {
    return fixed(perSecond, perSecond < 100 ? 1 : 0);
  }

  /** A number with so many decimals. */
  public static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
