package dev.nibble.engine.cache;

import dev.nibble.engine.measure.KvMeters;
import dev.nibble.engine.measure.KvPoolEvent;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The memory of all sequences' keys and values, in blocks of {@value #BLOCK} positions (Kwon et al.
 * 2023). A block holds all layers of its positions and is counted by the sequences that use it. The
 * memory is taken from the system as it is needed, up to a budget.
 *
 * <p>Blocks come in slabs. In a slab each layer's keys lie side by side over all blocks, and so do
 * its values, so that blocks that are neighbours are read as one piece.
 *
 * <p>Safe for use by several threads.
 */
public final class KvPool implements AutoCloseable {
  /**
   * Positions of a block. With 8, 16 and 32 of them a lone sequence decodes at 0.99 to 1.01 of the
   * speed of a flat cache, at 64 positions as at 1024 (SmolLM2 135M's shape in Q8_0, two cores of
   * an AMD EPYC Zen 5, JDK 25.0.3, 2026-11-26): longer ones waste more at the end of a sequence and
   * find shorter common prefixes, shorter ones are more to keep count of.
   */
  public static final int BLOCK = 16;

  private static final int SLAB_BLOCKS = 16;

  /** Whole cache lines, whatever the vector width. */
  private static final long ALIGNMENT_BYTES = 64;

  private final KvShape shape;
  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> slabs = new ArrayList<>();
  private final BitSet free = new BitSet();
  private final PrefixIndex index = new PrefixIndex();
  private final int budget;
  private final boolean recorded;
  private int capacity;
  private int blocks;
  private int[] users = new int[0];
  private long[] stamps = new long[0];
  private long lastStamp;
  private int shared;
  private int peak;
  private long hits;
  private long evictions;
  private long copies;

  /**
   * Creates a pool that holds no memory yet.
   *
   * @param shape what a position takes
   * @param budgetBytes the most that its blocks may take
   */
  public KvPool(KvShape shape, long budgetBytes) {
    this(shape, budgetBytes, false);
  }

  private KvPool(KvShape shape, long budgetBytes, boolean recorded) {
    this.shape = shape;
    this.recorded = recorded;
    this.budget = (int) Math.min(Integer.MAX_VALUE / BLOCK, budgetBytes / shape.blockBytes());
    this.capacity = budget;
  }

  /**
   * Creates a pool that holds no memory yet, and whose memory is told in {@link KvPoolEvent}s.
   *
   * @param shape what a position takes
   * @param budgetBytes the most that its blocks may take
   */
  public static KvPool recorded(KvShape shape, long budgetBytes) {
    return new KvPool(shape, budgetBytes, true);
  }

  /** What a position takes. */
  public KvShape shape() {
    return shape;
  }

  /** How many blocks the budget allows; fewer, once the system has refused memory. */
  public synchronized int capacity() {
    return capacity;
  }

  /** How many positions the budget allows. */
  public int positions() {
    return capacity() * BLOCK;
  }

  /**
   * An empty sequence whose blocks nobody else finds.
   *
   * @param positions how many it may have
   * @return the sequence, to be closed by the caller
   */
  public BlockTable newTable(int positions) {
    return new BlockTable(this, positions, BlockTable.UNINDEXED);
  }

  /**
   * An empty sequence whose full blocks are found by others with the same tokens. Sequences that
   * may become of different length do not find each other's: their keys may be turned differently.
   *
   * @param positions how many it may have
   * @return the sequence, to be closed by the caller
   */
  public BlockTable newIndexedTable(int positions) {
    return new BlockTable(this, positions, -positions);
  }

  /** How many blocks no sequence uses. */
  public synchronized int available() {
    return free.cardinality() + index.unused() + (capacity - blocks);
  }

  /** What the blocks are used for. */
  public synchronized KvMeters meters() {
    return new KvMeters(
        capacity,
        blocks,
        used(),
        shared,
        peak,
        index.unused(),
        shape.blockBytes(),
        hits,
        evictions,
        copies);
  }

  private int used() {
    return blocks - free.cardinality() - index.unused();
  }

  /**
   * Takes blocks that nobody uses.
   *
   * @param count how many
   * @param out receives them
   * @param at where the first goes; neighbours of the one before it are preferred
   * @return whether there were as many; where there were not, nothing has changed
   */
  synchronized boolean take(int count, int[] out, int at) {
    if (count > available()) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int block = next(at + i > 0 ? out[at + i - 1] + 1 : 0);
      if (block < 0) {
        release(out, at, i);
        return false;
      }
      users[block] = 1;
      stamps[block] = ++lastStamp;
      out[at + i] = block;
    }
    peak = Math.max(peak, used());
    return true;
  }

  private int next(int wanted) {
    if (free.isEmpty() && !grow()) {
      if (index.unused() == 0) {
        return -1;
      }
      evictions++;
      return index.evict();
    }
    int block = free.get(wanted) ? wanted : firstOfGap();
    free.clear(block);
    return block;
  }

  /** A free block with the whole slab to itself, so that its sequence can grow; else any. */
  private int firstOfGap() {
    for (int slab = 0; slab < blocks; slab += SLAB_BLOCKS) {
      if (free.nextClearBit(slab) >= Math.min(slab + SLAB_BLOCKS, blocks)) {
        return slab;
      }
    }
    return free.nextSetBit(0);
  }

  /** Takes another slab from the system; false where neither budget nor system has one. */
  private boolean grow() {
    int count = Math.min(SLAB_BLOCKS, capacity - blocks);
    if (count == 0) {
      return false;
    }
    try {
      slabs.add(arena.allocate(count * shape.blockBytes(), ALIGNMENT_BYTES));
    } catch (OutOfMemoryError _) {
      capacity = blocks;
      record(KvPoolEvent.Cause.REFUSED);
      return false;
    }
    free.set(blocks, blocks + count);
    blocks += count;
    users = Arrays.copyOf(users, blocks);
    stamps = Arrays.copyOf(stamps, blocks);
    record(KvPoolEvent.Cause.GROWN);
    return true;
  }

  private void record(KvPoolEvent.Cause cause) {
    if (recorded) {
      new KvPoolEvent(cause, meters()).commit();
    }
  }

  /** One more sequence uses some blocks. */
  synchronized void retain(int[] used, int count) {
    for (int i = 0; i < count; i++) {
      retain(used[i]);
    }
  }

  private void retain(int block) {
    if (users[block] == 0) {
      index.wake(block);
    } else if (users[block] == 1) {
      shared++;
    }
    users[block]++;
  }

  /** One sequence less uses some blocks, the last of them first to be evicted. */
  synchronized void release(int[] used, int from, int count) {
    for (int i = from + count - 1; i >= from; i--) {
      int block = used[i];
      users[block]--;
      if (users[block] == 1) {
        shared--;
      } else if (users[block] == 0) {
        if (index.contains(block)) {
          index.rest(block);
        } else {
          free.set(block);
        }
      }
    }
  }

  /** Whether other sequences use a block too. */
  synchronized boolean isShared(int block) {
    return users[block] > 1;
  }

  /** The one sequence that uses a block is about to write to it: nobody finds it any more. */
  synchronized void claim(int block) {
    index.remove(block);
  }

  /**
   * Finds a block and uses it.
   *
   * @return the block, or -1
   */
  synchronized int adopt(PrefixKey key) {
    int block = index.find(key);
    if (block >= 0) {
      retain(block);
      peak = Math.max(peak, used());
      hits++;
    }
    return block;
  }

  /** The number of the prefix that an adopted block ends. */
  synchronized long prefix(int block) {
    return index.prefix(block);
  }

  /** Enters a full block; returns the number of the prefix that it ends. */
  synchronized long enter(PrefixKey key, int block) {
    return index.enter(key, block);
  }

  /** Copies the first positions of a block into another. */
  void copy(int from, int to, int positions) {
    synchronized (this) {
      copies++;
    }
    long bytes = positions * shape.rowBytes();
    for (int layer = 0; layer < shape.layers(); layer++) {
      copy(from, keysAt(layer, from, 0), to, keysAt(layer, to, 0), bytes);
      copy(from, valuesAt(layer, from, 0), to, valuesAt(layer, to, 0), bytes);
    }
  }

  private void copy(int from, long fromAt, int to, long toAt, long bytes) {
    MemorySegment.copy(memory(from), fromAt, memory(to), toAt, bytes);
  }

  /** Whether the second block follows the first one in memory. */
  static boolean areNeighbours(int first, int second) {
    return second == first + 1 && second % SLAB_BLOCKS != 0;
  }

  /** Which use of a block is the present one: another number each time that it is taken. */
  synchronized long stamp(int block) {
    return stamps[block];
  }

  /** The slab of a block. */
  synchronized MemorySegment memory(int block) {
    return slabs.get(block / SLAB_BLOCKS);
  }

  /** Where a layer's keys of a position of a block start in its slab. */
  long keysAt(int layer, int block, int position) {
    return rowAt(2 * layer, block, position);
  }

  /** Where a layer's values of a position of a block start in its slab. */
  long valuesAt(int layer, int block, int position) {
    return rowAt(2 * layer + 1, block, position);
  }

  private long rowAt(int part, int block, int position) {
    int slab = block / SLAB_BLOCKS;
    int slabPositions = Math.min(SLAB_BLOCKS, budget - slab * SLAB_BLOCKS) * BLOCK;
    int row = block % SLAB_BLOCKS * BLOCK + position;
    return ((long) part * slabPositions + row) * shape.rowBytes();
  }

  /** Frees the memory; its sequences must be closed before. */
  @Override
  public void close() {
    record(KvPoolEvent.Cause.CLOSED);
    arena.close();
  }
}
