package dev.nibble.engine.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The tokens of a sequence so far, prompt included, for steps that look back. */
public final class TokenHistory {
  private int[] ids = new int[64];
  private int[] distinct = new int[64];
  private int[] counts = new int[64];
  private int length;

  /** Creates an empty history. */
  public TokenHistory() {}

  /**
   * Appends a token.
   *
   * @param id its id
   */
  public void add(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, 2 * length);
    }
    ids[length++] = id;
  }

  /**
   * Appends tokens.
   *
   * @param more their ids
   */
  public void addAll(int[] more) {
    for (int id : more) {
      add(id);
    }
  }

  /** How many tokens there are. */
  public int length() {
    return length;
  }

  /**
   * A token.
   *
   * @param index from 0, under {@link #length()}
   * @return its id
   */
  public int id(int index) {
    return ids[Objects.checkIndex(index, length)];
  }

  /** The tokens in their order. */
  public List<Integer> ids() {
    return IntStream.range(0, length).mapToObj(i -> ids[i]).toList();
  }

  /**
   * Counts the tokens among the last {@code window}; all of them if that is negative.
   *
   * @return how many different ones there are, for {@link #counted} and {@link #count}
   */
  int countDistinct(int window) {
    int size = window < 0 ? length : Math.min(length, window);
    if (distinct.length < size) {
      distinct = new int[ids.length];
      counts = new int[ids.length];
    }
    System.arraycopy(ids, length - size, distinct, 0, size);
    Arrays.sort(distinct, 0, size);
    int found = 0;
    for (int from = 0, to; from < size; from = to) {
      to = from + 1;
      while (to < size && distinct[to] == distinct[from]) {
        to++;
      }
      distinct[found] = distinct[from];
      counts[found++] = to - from;
    }
    return found;
  }

  /** A token that was counted, by its index. */
  int counted(int index) {
    return distinct[index];
  }

  /** How often it stands there. */
  int count(int index) {
    return counts[index];
  }
}
