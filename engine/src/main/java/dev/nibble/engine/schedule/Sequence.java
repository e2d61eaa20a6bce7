package dev.nibble.engine.schedule;

import dev.nibble.engine.cache.BlockTable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one sequence, and the memory of those that went through the model. It waits as long
 * as it has no memory.
 */
public final class Sequence {
  /** Who goes first: the higher priority, and among equals who came first. */
  static final Comparator<Sequence> ORDER =
      Comparator.comparingInt((Sequence s) -> -s.priority).thenComparingLong(s -> s.arrival);

  private final int priority;
  private final int capacity;
  private int[] ids;
  private int length;
  private long arrival;
  private @Nullable BlockTable cache;
  private int found;

  /**
   * Begins with a prompt.
   *
   * @param prompt its tokens, 1 or more
   * @param capacity positions that the sequence may have
   * @param priority the higher goes first
   */
  public Sequence(int[] prompt, int capacity, int priority) {
    this.ids = prompt.clone();
    this.length = prompt.length;
    this.capacity = capacity;
    this.priority = priority;
  }

  void arrive(long number) {
    arrival = number;
  }

  /**
   * Adds a token, which the next pass computes.
   *
   * @param id the token
   */
  public void append(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, 2 * length);
    }
    ids[length++] = id;
  }

  /** Whether there is a position for one more token. */
  public boolean hasRoom() {
    return length < capacity;
  }

  /**
   * Whether every token will have gone through the model after some more.
   *
   * @param count how many more
   */
  public boolean isComputedBy(int count) {
    return count == pending();
  }

  /** Whether every token went through the model, so that the logits behind the last are known. */
  public boolean isComputed() {
    return cache != null && cache.length() == length;
  }

  /** How many tokens at the beginning were found in the cache and not computed. */
  public int found() {
    return found;
  }

  int priority() {
    return priority;
  }

  int capacity() {
    return capacity;
  }

  int[] ids() {
    return ids;
  }

  int length() {
    return length;
  }

  /** Whether it has no memory. */
  boolean isWaiting() {
    return cache == null;
  }

  /** The memory; only while it does not wait. */
  BlockTable cache() {
    return Objects.requireNonNull(cache, "the sequence waits");
  }

  /** How many tokens did not go through the model yet. */
  int pending() {
    return length - cache().length();
  }

  /** How many tokens may be found in the cache: behind the last one logits are wanted. */
  int findable() {
    return length - 1;
  }

  /**
   * Gets memory.
   *
   * @param memory for all its tokens
   * @param positions how many of them were found in it
   */
  void enter(BlockTable memory, int positions) {
    cache = memory;
    found = positions;
  }

  /**
   * Uses what others have computed of the tokens that come next.
   *
   * @return how many tokens were found
   */
  int adopt() {
    int positions = cache().adopt(ids, findable());
    found += positions;
    return positions;
  }

  void leave() {
    if (cache != null) {
      cache.close();
      cache = null;
    }
  }
}
