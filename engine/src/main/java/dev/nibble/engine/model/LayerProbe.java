package dev.nibble.engine.model;

/** Sees the residual stream behind each block, to hold one implementation against another. */
@FunctionalInterface
interface LayerProbe {
  /** Looks away. */
  LayerProbe NONE = (_, _, _) -> {};

  /**
   * A block is done.
   *
   * @param layer from 0
   * @param residual {@code [tokens][width]}, not to be kept or changed
   * @param tokens how many tokens the batch has
   */
  void after(int layer, float[] residual, int tokens);
}
