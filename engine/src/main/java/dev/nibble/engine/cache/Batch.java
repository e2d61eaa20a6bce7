package dev.nibble.engine.cache;

import java.util.Arrays;

/**
 * The tokens of one forward pass: neighbouring tokens of one sequence or of several, which stand
 * one sequence behind the other. Kept from pass to pass.
 */
public final class Batch {
  private int[] ids = new int[1];
  private KvCache[] caches = new KvCache[1];
  private int[] firsts = new int[2];
  private int sequences;

  /** Creates an empty batch. */
  public Batch() {}

  /** Starts over. */
  public void clear() {
    Arrays.fill(caches, 0, sequences, null);
    sequences = 0;
  }

  /**
   * Adds tokens of a sequence that is not in the batch yet.
   *
   * @param cache what stands before them
   * @param tokens the sequence, or a part of it
   * @param from the first token to add
   * @param count how many, 1 or more
   */
  public void add(KvCache cache, int[] tokens, int from, int count) {
    if (sequences == caches.length) {
      caches = Arrays.copyOf(caches, 2 * sequences);
      firsts = Arrays.copyOf(firsts, 2 * sequences + 1);
    }
    int first = tokens();
    if (ids.length < first + count) {
      ids = Arrays.copyOf(ids, Math.max(first + count, 2 * first));
    }
    System.arraycopy(tokens, from, ids, first, count);
    caches[sequences] = cache;
    firsts[++sequences] = first + count;
  }

  /** How many sequences. */
  public int sequences() {
    return sequences;
  }

  /** How many tokens. */
  public int tokens() {
    return firsts[sequences];
  }

  /** The tokens, of which {@link #tokens()} count. */
  public int[] ids() {
    return ids;
  }

  /**
   * What stands before a sequence's tokens.
   *
   * @param sequence from 0
   */
  public KvCache cache(int sequence) {
    return caches[sequence];
  }

  /**
   * Where a sequence's tokens start in the batch.
   *
   * @param sequence from 0
   */
  public int first(int sequence) {
    return firsts[sequence];
  }

  /**
   * How many tokens of a sequence there are.
   *
   * @param sequence from 0
   */
  public int count(int sequence) {
    return firsts[sequence + 1] - firsts[sequence];
  }

  /**
   * The position of a sequence's first token.
   *
   * @param sequence from 0
   */
  public int position(int sequence) {
    return caches[sequence].length();
  }

  /** Commits all tokens to their caches. */
  public void commit() {
    for (int i = 0; i < sequences; i++) {
      caches[i].commit(ids, firsts[i], count(i));
    }
  }
}
