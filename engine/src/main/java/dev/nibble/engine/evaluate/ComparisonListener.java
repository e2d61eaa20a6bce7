package dev.nibble.engine.evaluate;

/** Watches a comparison. */
@FunctionalInterface
public interface ComparisonListener {
  /** Does not look. */
  ComparisonListener IGNORE = (_, _, _) -> {};

  /**
   * A model begins to read a chunk.
   *
   * @param name the model
   * @param chunk which chunk, from 0
   * @param total chunks that there will be
   */
  void reading(String name, int chunk, int total);
}
