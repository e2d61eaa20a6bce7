package dev.nibble.engine.evaluate;

/** Takes the predictions of a window, one scored token after the other. */
@FunctionalInterface
interface PositionScorer {
  /**
   * The logits that predict a scored token.
   *
   * @param index which of the window's scored tokens, from 0
   * @param next the token that really stands there
   * @param logits the memory of a batch, reused after the call
   * @param offset where the {@code vocabulary} logits start
   */
  void accept(int index, int next, float[] logits, int offset);
}
