package dev.nibble.engine;

import dev.nibble.engine.sampling.TokenHistory;

/**
 * Guesses the tokens that come next, more cheaply than the model chooses them. Guesses change how
 * fast a text is made and never which text it is.
 */
@FunctionalInterface
public interface Drafter {
  /** Guesses nothing. */
  Drafter NONE = (_, _, _, _) -> 0;

  /**
   * Guesses.
   *
   * @param history the sequence so far, one token or more
   * @param most how many tokens are of use, 1 or more
   * @param out receives the tokens in their order, all in the vocabulary
   * @param at where the first goes
   * @return how many there are, 0 to {@code most}
   */
  int draft(TokenHistory history, int most, int[] out, int at);

  /**
   * The same with fewer tokens at a time.
   *
   * @param tokens how many at most
   * @return the drafter
   */
  default Drafter atMost(int tokens) {
    return (history, most, out, at) -> draft(history, Math.min(most, tokens), out, at);
  }
}
