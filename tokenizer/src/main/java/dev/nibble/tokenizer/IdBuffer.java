package dev.nibble.tokenizer;

import java.util.Arrays;

/** A growing list of ids. */
final class IdBuffer {
  private int[] ids;
  private int size;

  IdBuffer(int capacity) {
    this.ids = new int[Math.max(capacity, 1)];
  }

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, 2 * size);
    }
    ids[size++] = id;
  }

  /** Adds the ids from one place to another, the latter excluded, once more. */
  void addAgain(int from, int to) {
    for (int i = from; i < to; i++) {
      add(ids[i]);
    }
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
