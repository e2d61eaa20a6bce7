package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;

/** A row of the framework: formulas of one quantity, and what they are held against. */
@FunctionalInterface
public interface Law {
  /**
   * Predicts, and compares.
   *
   * @param evidence what is known of the model, and what was measured
   * @return a finding for each variant of the formula
   */
  List<Finding> check(Evidence evidence);
}
