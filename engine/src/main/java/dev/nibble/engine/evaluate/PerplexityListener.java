package dev.nibble.engine.evaluate;

/** Watches an evaluation, chunk after chunk. */
@FunctionalInterface
public interface PerplexityListener {
  /** Does not look. */
  PerplexityListener IGNORE = (_, _) -> {};

  /**
   * A chunk was scored.
   *
   * @param soFar the result over the chunks that are done
   * @param total chunks that there will be
   */
  void chunkDone(PerplexityResult soFar, int total);
}
