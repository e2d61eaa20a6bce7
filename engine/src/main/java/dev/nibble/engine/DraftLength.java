package dev.nibble.engine;

/**
 * How many tokens are worth guessing: more while all are right, fewer while some are wrong, and
 * none for longer and longer while even the first is wrong, so that a drafter without a clue costs
 * a token in some dozens.
 */
final class DraftLength {
  private static final int FIRST = 4;
  private static final int LONGEST_PAUSE = 32;

  private final int most;
  private int length;

  /** Passes without a guess: those still to come, and those of the next pause. */
  private int waiting;

  private int pause = 1;

  /**
   * Begins.
   *
   * @param most how many tokens at most, 0 or more
   */
  DraftLength(int most) {
    this.most = most;
    length = Math.min(FIRST, most);
  }

  /** How many tokens to guess in the next pass. */
  int next() {
    if (waiting > 0) {
      waiting--;
      return 0;
    }
    return length;
  }

  /**
   * Takes note of a pass.
   *
   * @param drafted how many tokens were guessed, 1 or more
   * @param accepted how many of them were right
   */
  void learn(int drafted, int accepted) {
    if (accepted > 0) {
      pause = 1;
      length = accepted < drafted ? accepted + 1 : Math.clamp(2L * drafted, length, most);
    } else if (drafted > 1) {
      length = drafted / 2;
    } else {
      waiting = pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
}
