package dev.nibble.engine;

/** Watches a {@link BeamSearch}. */
@FunctionalInterface
public interface BeamListener {
  /** Wants the search to go on and does nothing. */
  BeamListener IGNORE = _ -> true;

  /**
   * A forward pass is done, the first one that of the prompt; the beams still hold the memory of
   * the pass.
   *
   * @param tokens how many tokens each beam has
   * @return whether to go on; the beams end as they are otherwise
   */
  boolean step(int tokens);
}
