package dev.nibble.engine.device.host;

import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.DevicePass;
import java.lang.foreign.MemorySegment;

/** A sequence of a pass in the slots of one layer, as kernels read and write it. */
final class SlotCache implements KvCache {
  private final HostLayer layer;
  private final DevicePass pass;
  private final int sequence;

  SlotCache(HostLayer layer, DevicePass pass, int sequence) {
    this.layer = layer;
    this.pass = pass;
    this.sequence = sequence;
  }

  @Override
  public KvType type() {
    return layer.shape().type();
  }

  @Override
  public int capacity() {
    return length() + pass.count(sequence);
  }

  @Override
  public int length() {
    return pass.position(sequence);
  }

  @Override
  public boolean reserve(int positions) {
    return positions <= pass.count(sequence);
  }

  @Override
  public void store(int index, int position, int count, float[] keys, float[] values, int from) {
    int end;
    for (int p = position; p < position + count; p = end) {
      end = Math.min(p + run(p), position + count);
      int at = from + (p - position) * layer.shape().kvWidth();
      layer.store(block(p), p % KvPool.BLOCK, end - p, keys, values, at);
    }
  }

  @Override
  public int run(int position) {
    return KvPool.BLOCK - position % KvPool.BLOCK;
  }

  @Override
  public MemorySegment memory(int position) {
    return layer.slot(block(position));
  }

  @Override
  public long keysAt(int index, int position) {
    return layer.keysAt(position % KvPool.BLOCK);
  }

  @Override
  public long valuesAt(int index, int position) {
    return layer.valuesAt(position % KvPool.BLOCK);
  }

  @Override
  public int block(int position) {
    return pass.slot(sequence, position);
  }

  @Override
  public long stamp(int position) {
    return 1;
  }

  @Override
  public void commit(int[] ids, int from, int count) {
    throw new UnsupportedOperationException("a pass ends in the cache of the CPU");
  }

  @Override
  public void truncate(int length) {
    throw new UnsupportedOperationException("a pass ends in the cache of the CPU");
  }

  @Override
  public long bytes() {
    return layer.shape().positionBytes() * capacity();
  }

  @Override
  public void close() {}
}
