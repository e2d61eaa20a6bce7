package dev.nibble.engine.predict;

import java.util.List;

/**
 * What a formula says about a model on a machine.
 *
 * @param name what is predicted, such as {@code KV memory}; a variant of the formula stands behind
 *     a comma: {@code parameters, naive}
 * @param formula the formula as text, in the symbols of the inputs
 * @param inputs what goes into it
 * @param value what comes out
 * @param unit the unit of that, such as {@code bytes}; empty for a bare number
 */
public record Prediction(
    String name, String formula, List<Input> inputs, double value, String unit) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the value is no finite number
   */
  public Prediction {
    inputs = List.copyOf(inputs);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s predicts %s, expected a finite number".formatted(name, value));
    }
  }
}
