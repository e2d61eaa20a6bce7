package dev.nibble.engine;

import dev.nibble.engine.sampling.TokenHistory;

/**
 * The tokens of a forward pass: one that was chosen, and behind it those that a drafter guessed.
 */
final class Draft {
  /** Longer ones are seldom right, and each token needs memory for its logits. */
  private static final int MOST = 16;

  private final Drafter drafter;
  private final Engine engine;
  private final DraftLength length;
  private final int[] ids;
  private int count;

  /**
   * Begins with nothing guessed.
   *
   * @param drafter guesses
   * @param engine computes as many tokens together as are like one
   */
  Draft(Drafter drafter, Engine engine) {
    this.drafter = drafter;
    this.engine = engine;
    int most = drafter.equals(Drafter.NONE) ? 0 : Math.min(MOST, engine.likeOne() - 1);
    length = new DraftLength(most);
    ids = new int[1 + most];
  }

  /** How many tokens a pass may have. */
  int mostRows() {
    return ids.length;
  }

  /** The tokens of the pass: the chosen one, then {@link #count()} guessed ones. */
  int[] ids() {
    return ids;
  }

  /** How many tokens are guessed. */
  int count() {
    return count;
  }

  /**
   * Guesses what follows a token.
   *
   * @param id the token
   * @param history the sequence, which ends with it
   * @param most how many tokens to guess at most, 0 or more
   */
  void begin(int id, TokenHistory history, int most) {
    ids[0] = id;
    int allowed = Math.min(most, length.next());
    count = allowed == 0 ? 0 : drafter.draft(history, allowed, ids, 1);
    if (count < 0 || count > allowed) {
      throw new IllegalArgumentException(
          "the drafter guessed %d tokens, expected 0 to %d".formatted(count, allowed));
    }
    for (int i = 1; i <= count; i++) {
      engine.checkVocabulary(ids[i]);
    }
  }

  /** Gives the guessed tokens up. */
  void drop() {
    count = 0;
  }

  /**
   * Whether a token is the one that was guessed.
   *
   * @param accepted how many guessed tokens stand before it
   * @param id the token
   */
  boolean isNext(int accepted, int id) {
    return accepted < count && ids[1 + accepted] == id;
  }

  /** So many guessed tokens were right; the pass is over. */
  void end(int accepted) {
    length.learn(count, accepted);
    count = 0;
  }
}
