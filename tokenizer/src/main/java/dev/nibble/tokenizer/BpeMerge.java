package dev.nibble.tokenizer;

import static dev.nibble.tokenizer.BpeMerges.NONE;

import java.util.Arrays;

/**
 * Merges the bytes of one word after another, in O(n log n) steps for n bytes.
 *
 * <p>A word is a chain of symbols, at first one for each byte. The pair of the lowest rank is
 * joined into its left symbol until no pair is left. In short words that pair is searched for, in
 * long ones a queue holds all pairs; an entry is not removed when its pair changes: it is void
 * unless it still says what the left symbol's proposal says.
 */
final class BpeMerge {
  /** Up to this length searching beats the queue. */
  private static final int SHORT = 32;

  private static final int NO_SYMBOL = -1;

  private final BpeVocabulary vocabulary;
  private final MergeQueue queue = new MergeQueue(SHORT);

  private int[] symbol = new int[SHORT];
  private int[] next = new int[SHORT];
  private int[] previous = new int[SHORT];

  /** What a symbol and the next one become. */
  private long[] proposal = new long[SHORT];

  private int length;

  BpeMerge(BpeVocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Adds the tokens of a word, given as disguised bytes. */
  void encode(char[] word, int length, IdBuffer out) {
    merge(word, length);
    for (int at = 0; at < length; at = next[at]) {
      vocabulary.spell(symbol[at], out);
    }
  }

  /** Whether a word becomes a certain symbol. */
  boolean becomes(char[] word, int length, int expected) {
    merge(word, length);
    return next[0] == length && symbol[0] == expected;
  }

  private void merge(char[] word, int length) {
    this.length = length;
    link(word);
    if (length <= SHORT) {
      for (int left = lowest(); proposal[left] != NONE; left = lowest()) {
        join(left);
        proposeBeside(left);
      }
    } else {
      mergeQueued();
    }
  }

  private void link(char[] word) {
    if (length > symbol.length) {
      grow();
    }
    for (int at = 0; at < length; at++) {
      symbol[at] = vocabulary.ofByte(word[at]);
      next[at] = at + 1;
      previous[at] = at - 1;
    }
    for (int at = 0; at < length; at++) {
      propose(at);
    }
  }

  private void grow() {
    int capacity = Math.max(length, 2 * symbol.length);
    symbol = Arrays.copyOf(symbol, capacity);
    next = Arrays.copyOf(next, capacity);
    previous = Arrays.copyOf(previous, capacity);
    proposal = Arrays.copyOf(proposal, capacity);
  }

  /** The leftmost symbol with the lowest proposal. */
  private int lowest() {
    int lowest = 0;
    for (int at = next[0]; at < length; at = next[at]) {
      if (proposal[at] < proposal[lowest]) {
        lowest = at;
      }
    }
    return lowest;
  }

  private void mergeQueued() {
    for (int at = 0; at < length; at++) {
      push(at);
    }
    while (!queue.isEmpty()) {
      long best = queue.pop();
      int left = (int) best;
      if (proposal[left] != NONE && entry(left) == best) {
        join(left);
        proposeBeside(left);
        push(left);
        if (previous[left] != NO_SYMBOL) {
          push(previous[left]);
        }
      }
    }
  }

  private void join(int left) {
    int right = next[left];
    symbol[left] = BpeMerges.symbol(proposal[left]);
    proposal[right] = NONE;
    next[left] = next[right];
    if (next[left] < length) {
      previous[next[left]] = left;
    }
  }

  private void proposeBeside(int left) {
    propose(left);
    if (previous[left] != NO_SYMBOL) {
      propose(previous[left]);
    }
  }

  private void propose(int left) {
    int right = next[left];
    proposal[left] = right < length ? vocabulary.merge(symbol[left], symbol[right]) : NONE;
  }

  private void push(int left) {
    if (proposal[left] != NONE) {
      queue.push(entry(left));
    }
  }

  /** Sorts by rank, then from left to right. */
  private long entry(int left) {
    return ((long) BpeMerges.rank(proposal[left]) << Integer.SIZE) | left;
  }
}
