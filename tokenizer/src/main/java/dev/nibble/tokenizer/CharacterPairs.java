package dev.nibble.tokenizer;

import java.util.Arrays;

/** A set of pairs of characters: an open hash table, asked without making an object. */
final class CharacterPairs {
  private static final int INITIAL_SLOTS = 1 << 10;

  /** Marks a free slot. It is also the pair of two NUL characters, which is kept beside. */
  private static final int FREE = 0;

  private int[] slots = new int[INITIAL_SLOTS];
  private int size;
  private boolean hasTwoNuls;

  void add(char left, char right) {
    int pair = pair(left, right);
    if (pair == FREE) {
      hasTwoNuls = true;
    } else if (slots[slot(pair)] == FREE) {
      slots[slot(pair)] = pair;
      size++;
      if (2 * size > slots.length) {
        grow();
      }
    }
  }

  boolean contains(char left, char right) {
    int pair = pair(left, right);
    return pair == FREE ? hasTwoNuls : slots[slot(pair)] == pair;
  }

  /** Where a pair stands, or the free slot where it would have to. */
  private int slot(int pair) {
    int slot = (pair * 0x9E37_79B9) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
    while (slots[slot] != FREE && slots[slot] != pair) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[2 * old.length];
    Arrays.stream(old).filter(pair -> pair != FREE).forEach(pair -> slots[slot(pair)] = pair);
  }

  private static int pair(char left, char right) {
    return (left << Character.SIZE) | right;
  }
}
