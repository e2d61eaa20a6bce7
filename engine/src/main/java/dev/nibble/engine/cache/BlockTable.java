package dev.nibble.engine.cache;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * One sequence in a pool: which blocks hold its positions. Sequences share blocks whose positions
 * are equal; a shared block is copied before a sequence writes to it.
 */
public final class BlockTable implements KvCache {
  /** The prefix before the first block of a sequence whose blocks nobody else finds. */
  static final long UNINDEXED = Long.MIN_VALUE;

  private final KvPool pool;
  private final KvShape shape;
  private final int capacity;
  private final long root;
  private final KvRows rows;

  private int[] blocks = new int[4];
  private MemorySegment[] memories = new MemorySegment[4];

  /** The number of the prefix that each full block ends. */
  private long[] prefixes = new long[4];

  private int[] ids = new int[4 * KvPool.BLOCK];
  private int held;
  private int length;

  BlockTable(KvPool pool, int capacity, long root) {
    this.pool = pool;
    this.capacity = capacity;
    this.root = root;
    shape = pool.shape();
    rows = new KvRows(shape.type(), shape.kvWidth());
  }

  private BlockTable(BlockTable parent) {
    this(parent.pool, parent.capacity, parent.root);
    blocks = parent.blocks.clone();
    memories = parent.memories.clone();
    prefixes = parent.prefixes.clone();
    ids = parent.ids.clone();
    length = parent.length;
    held = blocksOf(length);
  }

  private static int blocksOf(int positions) {
    return Math.ceilDiv(positions, KvPool.BLOCK);
  }

  /**
   * Another sequence with the same beginning, which shares all blocks of this one.
   *
   * @return the sequence, to be closed by the caller
   */
  public BlockTable fork() {
    BlockTable fork = new BlockTable(this);
    pool.retain(fork.blocks, fork.held);
    return fork;
  }

  /**
   * An empty sequence that may have as many positions, and is found by others if this one is.
   *
   * @return the sequence, to be closed by the caller
   */
  public BlockTable sibling() {
    return new BlockTable(pool, capacity, root);
  }

  @Override
  public KvType type() {
    return shape.type();
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int length() {
    return length;
  }

  /** How many blocks are held, shared ones included. */
  public int blocks() {
    return held;
  }

  @Override
  public long bytes() {
    return held * shape.blockBytes();
  }

  /**
   * Uses blocks that others have filled with the tokens that come next, instead of computing them.
   *
   * @param tokens the sequence, which begins with what is committed
   * @param count how many of them may be found, from the first on
   * @return how many positions were found
   */
  public int adopt(int[] tokens, int count) {
    int before = length;
    Optional<PrefixKey> next = nextBlock(tokens, count);
    while (next.isPresent()) {
      grow(held + 1);
      int block = pool.adopt(next.get());
      if (block < 0) {
        break;
      }
      blocks[held] = block;
      memories[held] = pool.memory(block);
      prefixes[held++] = pool.prefix(block);
      remember(tokens, length, KvPool.BLOCK);
      next = nextBlock(tokens, count);
    }
    return length - before;
  }

  /**
   * The next block as the index knows it.
   *
   * @param tokens the sequence, which begins with what is committed
   * @param count how many of them there are
   * @return the block behind the committed ones; empty where that would not be full, or stands in
   *     the middle of one that is begun
   */
  public Optional<PrefixKey> nextBlock(int[] tokens, int count) {
    boolean wholeBlock = length % KvPool.BLOCK == 0 && length + KvPool.BLOCK <= count;
    return wholeBlock && root != UNINDEXED && held == length / KvPool.BLOCK
        ? Optional.of(new PrefixKey(prefixBefore(held), tokens, length))
        : Optional.empty();
  }

  private long prefixBefore(int block) {
    return block == 0 ? root : prefixes[block - 1];
  }

  private void remember(int[] tokens, int from, int count) {
    System.arraycopy(tokens, from, ids, length, count);
    length += count;
  }

  /** Makes room for numbers of blocks, not for blocks. */
  private void grow(int count) {
    if (count > blocks.length) {
      int size = Math.max(count, 2 * blocks.length);
      blocks = Arrays.copyOf(blocks, size);
      memories = Arrays.copyOf(memories, size);
      prefixes = Arrays.copyOf(prefixes, size);
      ids = Arrays.copyOf(ids, size * KvPool.BLOCK);
    }
  }

  @Override
  public boolean reserve(int positions) {
    if (positions > capacity - length) {
      return false;
    }
    int last = length / KvPool.BLOCK;
    boolean begun = length % KvPool.BLOCK != 0;
    boolean copies;
    int needed = Math.max(held, blocksOf(length + positions));
    synchronized (pool) { // nobody finds the block between the question and the claim
      copies = begun && pool.isShared(blocks[last]);
      if (!take(needed - held + (copies ? 1 : 0))) {
        return false;
      }
      if (begun && !copies) {
        pool.claim(blocks[last]);
      }
    }
    held = needed;
    if (copies) {
      own(last, needed);
    }
    return true;
  }

  /** Takes blocks behind those that are held; where there are not as many, nothing has changed. */
  private boolean take(int count) {
    grow(held + count);
    if (count > 0 && !pool.take(count, blocks, held)) {
      return false;
    }
    for (int i = held; i < held + count; i++) {
      memories[i] = pool.memory(blocks[i]);
    }
    return true;
  }

  /** Puts a copy in the place of a shared block, which is not full. */
  private void own(int shared, int copy) {
    pool.copy(blocks[shared], blocks[copy], length % KvPool.BLOCK);
    pool.release(blocks, shared, 1);
    blocks[shared] = blocks[copy];
    memories[shared] = memories[copy];
  }

  @Override
  public void store(int layer, int position, int count, float[] keys, float[] values, int from) {
    int end;
    for (int p = position; p < position + count; p = end) {
      end = Math.min(p + run(p), position + count);
      int at = from + (p - position) * shape.kvWidth();
      rows.write(keys, at, end - p, memory(p), keysAt(layer, p));
      rows.write(values, at, end - p, memory(p), valuesAt(layer, p));
    }
  }

  @Override
  public int run(int position) {
    int block = position / KvPool.BLOCK;
    int end = block + 1;
    while (end < held && KvPool.areNeighbours(blocks[end - 1], blocks[end])) {
      end++;
    }
    return end * KvPool.BLOCK - position;
  }

  @Override
  public MemorySegment memory(int position) {
    return memories[position / KvPool.BLOCK];
  }

  @Override
  public long keysAt(int layer, int position) {
    return pool.keysAt(layer, blocks[position / KvPool.BLOCK], position % KvPool.BLOCK);
  }

  @Override
  public long valuesAt(int layer, int position) {
    return pool.valuesAt(layer, blocks[position / KvPool.BLOCK], position % KvPool.BLOCK);
  }

  @Override
  public int block(int position) {
    return blocks[position / KvPool.BLOCK];
  }

  @Override
  public long stamp(int position) {
    return pool.stamp(block(position));
  }

  @Override
  public void commit(int[] tokens, int from, int count) {
    int full = length / KvPool.BLOCK;
    System.arraycopy(tokens, from, ids, length, count);
    length += count;
    if (root != UNINDEXED) {
      for (; full < length / KvPool.BLOCK; full++) {
        PrefixKey key = new PrefixKey(prefixBefore(full), ids, full * KvPool.BLOCK);
        prefixes[full] = pool.enter(key, blocks[full]);
      }
    }
  }

  @Override
  public void truncate(int length) {
    if (length < 0 || length > this.length) {
      throw new IllegalArgumentException(
          "cannot truncate " + this.length + " positions to " + length);
    }
    this.length = length;
    int needed = blocksOf(length);
    pool.release(blocks, needed, held - needed);
    held = needed;
  }

  /** The tokens that are committed. */
  public int[] ids() {
    return Arrays.copyOf(ids, length);
  }

  @Override
  public void close() {
    truncate(0);
  }
}
