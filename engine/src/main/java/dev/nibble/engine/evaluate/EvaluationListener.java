package dev.nibble.engine.evaluate;

/** Watches an evaluation, example after example. */
@FunctionalInterface
public interface EvaluationListener {
  /** Does not look. */
  EvaluationListener IGNORE = (_, _, _) -> {};

  /**
   * An example was scored.
   *
   * @param example the example
   * @param soFar the result over the examples that are done
   * @param total examples that there will be
   */
  void exampleDone(ScoredExample example, EvaluationResult soFar, int total);
}
