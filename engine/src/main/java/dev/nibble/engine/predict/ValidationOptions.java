package dev.nibble.engine.predict;

import dev.nibble.engine.EngineOptions;

/**
 * How predictions are held against measurements.
 *
 * @param engine how the model is run; a real device is used for the fallback alone
 * @param effort how much is measured
 */
public record ValidationOptions(EngineOptions engine, ValidationEffort effort) {

  /** Everything measured at length, with the engine's defaults. */
  public static ValidationOptions defaults() {
    return new ValidationOptions(EngineOptions.defaults(), ValidationEffort.FULL);
  }
}
