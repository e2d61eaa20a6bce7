package dev.nibble.tokenizer;

import java.util.Arrays;

/**
 * The pairs of symbols that merge, and into what: an open hash table.
 *
 * <p>An answer holds the rank of the merge in its upper and the symbol that comes of it in its
 * lower half, so that the smaller of two answers is the merge that goes first.
 */
final class BpeMerges {
  /** The pair does not merge. */
  static final long NONE = Long.MAX_VALUE;

  private static final long NO_PAIR = -1;

  /** Pairs and answers in turn, so that both come with one line of the cache. */
  private final long[] table;

  private final int shift;

  /**
   * An empty table.
   *
   * @param capacity how many pairs will be put in at most
   */
  BpeMerges(int capacity) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity) + 1;
    this.shift = Long.SIZE - bits;
    this.table = new long[2 << bits];
    Arrays.fill(table, NO_PAIR);
  }

  /** The rank of an answer. */
  static int rank(long merge) {
    return (int) (merge >>> Integer.SIZE);
  }

  /** The symbol of an answer. */
  static int symbol(long merge) {
    return (int) merge;
  }

  /** Adds a pair; of equal pairs the first counts. */
  void put(int left, int right, int rank, int symbol) {
    int slot = slot(pair(left, right));
    if (table[slot] == NO_PAIR) {
      table[slot] = pair(left, right);
      table[slot + 1] = pair(rank, symbol);
    }
  }

  /** What becomes of two neighbours, or {@link #NONE}. */
  long find(int left, int right) {
    int slot = slot(pair(left, right));
    return table[slot] == NO_PAIR ? NONE : table[slot + 1];
  }

  /** Where a pair stands, or where it would have to. */
  private int slot(long pair) {
    int slot = (int) ((pair * 0x9E37_79B9_7F4A_7C15L) >>> shift) << 1;
    while (table[slot] != pair && table[slot] != NO_PAIR) {
      slot = (slot + 2) & (table.length - 1);
    }
    return slot;
  }

  private static long pair(int high, int low) {
    return ((long) high << Integer.SIZE) | low;
  }
}
