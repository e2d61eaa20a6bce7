package dev.nibble.engine.cache;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One contiguous run a layer. Starts small and doubles, so that a short sequence in a model with a
 * long context stays cheap.
 */
public final class FlatKvCache implements KvCache {
  private static final int INITIAL_POSITIONS = 256;

  /** Whole cache lines, whatever the vector width. */
  private static final long ALIGNMENT_BYTES = 64;

  private final int capacity;
  private final int kvWidth;
  private final KvRun[] layers;
  private Arena arena;
  private int allocated;
  private int length;

  /**
   * Creates an empty cache.
   *
   * @param layers how many layers store rows
   * @param kvWidth floats in a row: key/value heads times head size
   * @param capacity the largest number of positions
   */
  public FlatKvCache(int layers, int kvWidth, int capacity) {
    this.capacity = capacity;
    this.kvWidth = kvWidth;
    this.layers = new KvRun[layers];
    allocate(Math.min(INITIAL_POSITIONS, capacity));
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by the next allocation, or with the cache
  private void allocate(int positions) {
    Arena previous = arena;
    arena = Arena.ofShared();
    for (int layer = 0; layer < layers.length; layer++) {
      KvRun old = layers[layer];
      layers[layer] =
          new KvRun(
              grown(old == null ? null : old.keys(), positions),
              grown(old == null ? null : old.values(), positions),
              positions);
    }
    allocated = positions;
    if (previous != null) {
      previous.close();
    }
  }

  private MemorySegment grown(MemorySegment old, int positions) {
    MemorySegment rows = arena.allocate(rowBytes(positions), ALIGNMENT_BYTES);
    if (old != null) {
      rows.copyFrom(old.asSlice(0, rowBytes(length)));
    }
    return rows;
  }

  private long rowBytes(int positions) {
    return (long) positions * kvWidth * Float.BYTES;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean reserve(int positions) {
    if (positions > capacity - length) {
      return false;
    }
    int required = length + positions;
    if (required > allocated) {
      allocate((int) Math.min(capacity, Math.max(required, 2L * allocated)));
    }
    return true;
  }

  @Override
  public void store(int layer, int position, int count, float[] keys, float[] values) {
    KvRun run = layers[layer];
    long at = rowBytes(position);
    int floats = count * kvWidth;
    MemorySegment.copy(keys, 0, run.keys(), ValueLayout.JAVA_FLOAT, at, floats);
    MemorySegment.copy(values, 0, run.values(), ValueLayout.JAVA_FLOAT, at, floats);
  }

  @Override
  public KvRun run(int layer, int position) {
    KvRun run = layers[layer];
    if (position == 0) {
      return run;
    }
    long at = rowBytes(position);
    return new KvRun(run.keys().asSlice(at), run.values().asSlice(at), run.positions() - position);
  }

  @Override
  public void commit(int positions) {
    length += positions;
  }

  @Override
  public void truncate(int length) {
    if (length < 0 || length > this.length) {
      throw new IllegalArgumentException(
          "cannot truncate " + this.length + " positions to " + length);
    }
    this.length = length;
  }

  @Override
  public long bytes() {
    return 2L * layers.length * rowBytes(allocated);
  }

  @Override
  public void close() {
    arena.close();
  }
}
