package dev.nibble.engine.predict;

/**
 * A number that goes into a formula.
 *
 * @param symbol what the formula calls it, such as {@code d}
 * @param meaning what it is, such as {@code model width}
 * @param value the number
 * @param unit its unit, such as {@code bytes}; empty for a bare number
 */
public record Input(String symbol, String meaning, double value, String unit) {

  /**
   * A bare number.
   *
   * @param symbol what the formula calls it
   * @param meaning what it is
   * @param value the number
   */
  public static Input of(String symbol, String meaning, double value) {
    return new Input(symbol, meaning, value, "");
  }
}
