package dev.nibble.engine.predict;

import java.util.Locale;

/** Parts of a whole, as remarks say them. */
final class Share {
  private Share() {}

  /** A part of 1 as a percentage, such as {@code 12.5 %}. */
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * part);
  }

  /** How far a number is from another one, such as {@code 12.5 % over} or {@code as much as}. */
  static String distance(double number, double other) {
    if (number == other) {
      return "as much as";
    }
    String direction = number > other ? "over" : "under";
    return percent(Math.abs(number - other) / other) + " " + direction;
  }
}
