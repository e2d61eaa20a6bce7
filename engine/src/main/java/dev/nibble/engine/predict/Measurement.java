package dev.nibble.engine.predict;

/**
 * What was found where a formula was not asked.
 *
 * @param value the number, in the unit of the prediction that it is held against
 * @param how how it was found, in a few words
 */
public record Measurement(double value, String how) {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public Measurement {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s is %s, expected a finite number".formatted(how, value));
    }
  }
}
