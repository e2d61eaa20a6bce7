package dev.nibble.tokenizer;

import java.util.Arrays;

/**
 * What the runs of one text have become, so that one that occurs again need not be merged again. Of
 * runs with the same hash the last is known; a text has few that do not repeat.
 */
final class SeenRuns {
  /** Larger tables leave the cache: 8192 runs take 128 KiB. */
  private static final int MAX_SLOTS = 1 << 13;

  private static final int CHARACTERS_PER_SLOT = 8;
  private static final int FIELDS = 4;

  /** For each slot where the run starts and ends in the text, and its ids in the result. */
  private final int[] slots;

  private final int shift;

  /**
   * No run.
   *
   * @param characters of the text
   */
  SeenRuns(int characters) {
    int count = Integer.highestOneBit(Math.clamp(characters / CHARACTERS_PER_SLOT, 2, MAX_SLOTS));
    this.slots = new int[FIELDS * count];
    this.shift = Integer.numberOfLeadingZeros(count) + 1;
  }

  /** Adds the ids of a run that occurred before; tells whether it did. */
  boolean repeat(char[] text, int from, int to, IdBuffer out) {
    int slot = slot(text, from, to);
    boolean seen = Arrays.equals(text, slots[slot], slots[slot + 1], text, from, to);
    if (seen) {
      out.addAgain(slots[slot + 2], slots[slot + 3]);
    }
    return seen;
  }

  /** Keeps where the ids of a run stand. */
  void remember(char[] text, int from, int to, int idsFrom, int idsTo) {
    int slot = slot(text, from, to);
    slots[slot] = from;
    slots[slot + 1] = to;
    slots[slot + 2] = idsFrom;
    slots[slot + 3] = idsTo;
  }

  private int slot(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return FIELDS * ((hash * 0x9E37_79B9) >>> shift);
  }
}
