package dev.nibble.engine;

/** Receives the logits of a sequence, position after position. */
@FunctionalInterface
public interface LogitsListener {
  /**
   * The logits behind a token.
   *
   * @param position the token's index in the sequence
   * @param logits the memory of a batch, reused after the call
   * @param offset where the {@code vocabulary} logits of this position start
   */
  void accept(int position, float[] logits, int offset);
}
