package dev.nibble.engine.cache;

/**
 * The keys and values of one sequence. Not safe for use by several threads at once, except that any
 * number may read runs while none writes.
 */
public interface KvCache extends AutoCloseable {

  /** The largest number of positions that this cache can hold. */
  int capacity();

  /** The number of positions that are committed. */
  int length();

  /**
   * Makes room for positions behind the committed ones.
   *
   * @param positions how many will be stored
   * @return whether there is room; where there is not, nothing has changed
   */
  boolean reserve(int positions);

  /**
   * Stores one layer's keys and values of positions that were reserved.
   *
   * @param layer from 0
   * @param position the first position
   * @param count how many positions
   * @param keys {@code [count][kv width]}
   * @param values {@code [count][kv width]}
   */
  void store(int layer, int position, int count, float[] keys, float[] values);

  /**
   * The longest run of neighbouring positions that starts at a position.
   *
   * @param layer from 0
   * @param position a stored position
   * @return the run, whose first row is {@code position}
   */
  KvRun run(int layer, int position);

  /**
   * Commits positions: all layers of them are stored.
   *
   * @param positions how many, behind the committed ones
   */
  void commit(int positions);

  /**
   * Forgets the positions from a length on.
   *
   * @param length the new length, at most the present one
   */
  void truncate(int length);

  /** The memory that is held, in bytes. */
  long bytes();

  /** Frees the memory. */
  @Override
  void close();
}
