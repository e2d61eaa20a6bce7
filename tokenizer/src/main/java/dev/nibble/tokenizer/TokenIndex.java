package dev.nibble.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Finds tokens by their text: an open hash table over ids, asked with a range of characters so that
 * a look-up makes no object.
 */
final class TokenIndex {
  /** No token has that text. */
  static final int NONE = -1;

  /** The texts of all ids, one after the other: the text of id ends where that of id + 1 starts. */
  private final char[] characters;

  private final int[] starts;

  /** The hash of a text above its id, so that texts with other hashes need not be read. */
  private final long[] slots;

  private final int longest;

  /**
   * Indexes some ids of a vocabulary; of equal texts the lowest id is found, an empty text never.
   *
   * @param texts the text of each id
   * @param included the ids to index
   */
  TokenIndex(List<String> texts, IntPredicate included) {
    this.starts = new int[texts.size() + 1];
    for (int id = 0; id < texts.size(); id++) {
      starts[id + 1] = starts[id] + texts.get(id).length();
    }
    this.characters = new char[starts[texts.size()]];
    this.slots = new long[Integer.highestOneBit(texts.size()) << 2];
    Arrays.fill(slots, NONE);
    int longestSoFar = 0;
    for (int id = 0; id < texts.size(); id++) {
      int length = texts.get(id).length();
      texts.get(id).getChars(0, length, characters, starts[id]);
      if (included.test(id) && length > 0) {
        insert(id);
        longestSoFar = Math.max(longestSoFar, length);
      }
    }
    this.longest = longestSoFar;
  }

  /** The token whose text is the characters [from, to), or {@link #NONE}. */
  int find(char[] text, int from, int to) {
    return to - from > longest ? NONE : (int) slots[slot(text, from, to)];
  }

  private void insert(int id) {
    int slot = slot(characters, starts[id], starts[id + 1]);
    if (slots[slot] == NONE) {
      slots[slot] = ((long) hash(characters, starts[id], starts[id + 1]) << Integer.SIZE) | id;
    }
  }

  /** Where a text stands, or the free slot where it would have to. */
  private int slot(char[] text, int from, int to) {
    int hash = hash(text, from, to);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != NONE
        && (slots[slot] >> Integer.SIZE != hash || !isText((int) slots[slot], text, from, to))) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean isText(int id, char[] text, int from, int to) {
    return Arrays.equals(characters, starts[id], starts[id + 1], text, from, to);
  }

  private static int hash(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = (hash + text[i]) * 0x9E37_79B1;
    }
    return hash ^ (hash >>> 15);
  }
}
