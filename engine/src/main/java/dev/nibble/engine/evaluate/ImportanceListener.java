package dev.nibble.engine.evaluate;

/** Watches a collection, chunk after chunk. */
@FunctionalInterface
public interface ImportanceListener {
  /** Does not look. */
  ImportanceListener IGNORE = _ -> {};

  /**
   * A chunk was run.
   *
   * @param progress how far the collection is
   */
  void chunkDone(ImportanceProgress progress);
}
