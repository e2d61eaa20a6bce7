package dev.nibble.engine.cache;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** All positions of a layer side by side, as float32: what pages are held against. */
public final class FlatKvCache implements KvCache {
  private final KvShape shape;
  private final int capacity;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private int length;

  public FlatKvCache(int layers, int kvHeads, int headSize, int capacity) {
    this.shape = new KvShape(layers, kvHeads, headSize, KvType.F32);
    this.capacity = capacity;
    this.memory = arena.allocate(capacity * shape.positionBytes(), 64);
  }

  @Override
  public KvType type() {
    return KvType.F32;
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
    return positions <= capacity - length;
  }

  @Override
  public void store(int layer, int position, int count, float[] keys, float[] values, int from) {
    int floats = count * shape.kvWidth();
    MemorySegment.copy(keys, from, memory, ValueLayout.JAVA_FLOAT, keysAt(layer, position), floats);
    MemorySegment.copy(
        values, from, memory, ValueLayout.JAVA_FLOAT, valuesAt(layer, position), floats);
  }

  @Override
  public int run(int position) {
    return capacity - position;
  }

  @Override
  public MemorySegment memory(int position) {
    return memory;
  }

  @Override
  public long keysAt(int layer, int position) {
    return (2L * layer * capacity + position) * shape.rowBytes();
  }

  @Override
  public long valuesAt(int layer, int position) {
    return ((2L * layer + 1) * capacity + position) * shape.rowBytes();
  }

  @Override
  public int block(int position) {
    return position / KvPool.BLOCK;
  }

  @Override
  public long stamp(int position) {
    return 1;
  }

  @Override
  public void commit(int[] ids, int from, int count) {
    length += count;
  }

  @Override
  public void truncate(int length) {
    this.length = length;
  }

  @Override
  public long bytes() {
    return memory.byteSize();
  }

  @Override
  public void close() {
    arena.close();
  }
}
