package dev.nibble.engine;

import dev.nibble.engine.sampling.TokenHistory;

/**
 * Guesses that a text repeats itself: where its last tokens stood before, most recently, it takes
 * what followed them (prompt lookup decoding). Costs nothing to speak of; pays where a text quotes
 * its prompt.
 */
public final class PromptLookup implements Drafter {
  /** Of several matches that of more tokens is the better guess. */
  private static final int LONGEST = 3;

  /** One token is followed by too many different ones. */
  private static final int SHORTEST = 2;

  /** Creates a drafter. */
  public PromptLookup() {}

  @Override
  public int draft(TokenHistory history, int most, int[] out, int at) {
    for (int size = LONGEST; size >= SHORTEST; size--) {
      int next = followerOf(history, size);
      if (next > 0) {
        copy(history, next, most, out, at);
        return most;
      }
    }
    return 0;
  }

  /** What stands behind the last place where the last tokens stood before; 0 for nowhere. */
  private static int followerOf(TokenHistory history, int size) {
    int end = history.length() - 1;
    while (end >= size && !endAlike(history, end, size)) {
      end--;
    }
    return end >= size ? end : 0;
  }

  private static boolean endAlike(TokenHistory history, int end, int size) {
    int length = history.length();
    for (int i = 1; i <= size; i++) {
      if (history.id(end - i) != history.id(length - i)) {
        return false;
      }
    }
    return true;
  }

  /** Past the end of the history the guess is its own continuation: a loop goes on. */
  private static void copy(TokenHistory history, int from, int count, int[] out, int at) {
    int known = history.length() - from;
    for (int i = 0; i < count; i++) {
      out[at + i] = i < known ? history.id(from + i) : out[at + i - known];
    }
  }
}
