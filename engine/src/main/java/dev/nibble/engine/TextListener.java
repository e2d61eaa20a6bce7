package dev.nibble.engine;

/** Receives text while it is generated. */
@FunctionalInterface
public interface TextListener {
  /** Wants all of it and does nothing with it. */
  TextListener IGNORE = _ -> true;

  /**
   * A piece of text is final.
   *
   * @param piece whole characters, never empty
   * @return whether to go on; the generation ends within this token otherwise
   */
  boolean accept(String piece);

  /**
   * A part of the prompt went through the model: a batch of a {@link Session}'s, of {@link
   * Engine#batchTokens()} tokens or what is left of them.
   *
   * @param tokens how many tokens of the prompt are computed now, from its beginning
   * @param promptTokens how many it has
   * @return whether to go on; the generation ends without a token otherwise. The session keeps what
   *     is computed as its sequence, and is as usable as behind any other
   */
  default boolean prefilled(int tokens, int promptTokens) {
    return true;
  }

  /**
   * A token was chosen; its text follows where it makes a piece final. Called behind the pass that
   * its logits are from.
   *
   * @param id the token
   * @param position its place in the sequence, from 0: how many tokens stand before it
   */
  default void chosen(int id, int position) {}
}
