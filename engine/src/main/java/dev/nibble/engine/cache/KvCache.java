package dev.nibble.engine.cache;

import java.lang.foreign.MemorySegment;

/**
 * The keys and values of one sequence. Not safe for use by several threads at once, except that any
 * number may read while none writes.
 *
 * <p>A layer's keys of neighbouring positions are neighbours in memory as far as a <em>run</em>
 * goes, and so are its values: {@code [positions][kv width]}, off heap, in native order.
 */
public interface KvCache extends AutoCloseable {

  /** What keys and values are stored as. */
  KvType type();

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
   * @param keys {@code [count][kv width]} from {@code from} on
   * @param values the same
   * @param from where the first position's channels start in both
   */
  void store(int layer, int position, int count, float[] keys, float[] values, int from);

  /**
   * How many positions from a stored one on lie side by side. That there is room for them says not
   * that they are stored.
   *
   * @param position a stored position
   * @return 1 or more
   */
  int run(int position);

  /**
   * The memory that holds a run.
   *
   * @param position a stored position
   */
  MemorySegment memory(int position);

  /**
   * Where a layer's keys of a position start in its memory, in bytes.
   *
   * @param layer from 0
   * @param position a stored position
   */
  long keysAt(int layer, int position);

  /**
   * Where a layer's values of a position start in its memory, in bytes.
   *
   * @param layer from 0
   * @param position a stored position
   */
  long valuesAt(int layer, int position);

  /**
   * The number of the block of {@link KvPool#BLOCK} positions that holds a position.
   *
   * @param position a stored position, or one that was reserved
   * @return a number that no other block has at present
   */
  int block(int position);

  /**
   * Which use of that block this is: a block that was given back and taken anew has another stamp.
   *
   * @param position a stored position, or one that was reserved
   * @return 1 or more
   */
  long stamp(int position);

  /**
   * Commits positions behind the committed ones: all layers of them are stored.
   *
   * @param ids the tokens that stand there
   * @param from the first of them
   * @param count how many
   */
  void commit(int[] ids, int from, int count);

  /**
   * Forgets the positions from a length on.
   *
   * @param length the new length, at most the present one
   */
  void truncate(int length);

  /** The memory that is held, in bytes. */
  long bytes();

  /** Gives the memory back. */
  @Override
  void close();
}
