package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;

/** One layer of a sequence whose blocks lie nowhere side by side. */
final class ScatteredCache implements AutoCloseable {
  private final KvPool pool;
  private final BlockTable table;
  private final BlockTable other;

  /** Stores keys and values of some positions, of which a number is committed. */
  ScatteredCache(AttentionShape shape, KvType type, float[] keys, float[] values, int committed) {
    int positions = keys.length / shape.kvWidth();
    int room = positions + 2 * KvPool.BLOCK;
    KvShape kvShape = new KvShape(1, shape.kvHeads(), shape.headSize(), type);
    pool = new KvPool(kvShape, 2L * room * kvShape.positionBytes());
    table = pool.newTable(room);
    other = pool.newTable(room);
    for (int p = KvPool.BLOCK; p < room; p += KvPool.BLOCK) {
      table.reserve(p);
      other.reserve(p);
    }
    table.store(0, 0, positions, keys, values, 0);
    table.commit(new int[committed], 0, committed);
  }

  BlockTable table() {
    return table;
  }

  /** Some tokens behind the committed ones. */
  Batch batch(int tokens) {
    Batch batch = new Batch();
    batch.add(table, new int[tokens], 0, tokens);
    return batch;
  }

  @Override
  public void close() {
    table.close();
    other.close();
    pool.close();
  }
}
