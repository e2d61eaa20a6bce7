package dev.nibble.cli.comparison;

import java.util.Locale;

/** Numbers as the table and the page show them. */
final class Numbers {
  private Numbers() {}

  static String perplexity(double value) {
    return fixed(value, value < 1000 ? 4 : 1);
  }

  /** Nats; what four decimals do not show gets an exponent. */
  static String divergence(double nats) {
    if (nats == 0) {
      return "0";
    }
    return nats < 5e-4 ? String.format(Locale.ROOT, "%.0e", nats) : fixed(nats, 4);
  }

  static String rate(double perSecond) {
    return fixed(perSecond, perSecond < 100 ? 1 : 0);
  }

  static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
