package dev.nibble.engine.schedule;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;

/**
 * A model whose next token follows from everything that the cache holds, read back from its memory:
 * one wrong row, and the text is another.
 */
final class RecallingModel {
  static final KvShape SHAPE = new KvShape(2, 1, 2, KvType.F32);

  static final int VOCABULARY = 1000;

  private RecallingModel() {}

  /** Stores the tokens of a batch. */
  static void forward(Batch batch) {
    for (int i = 0; i < batch.sequences(); i++) {
      int count = batch.count(i);
      int position = batch.position(i);
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        float[] keys = new float[2 * count];
        float[] values = new float[2 * count];
        for (int t = 0; t < count; t++) {
          keys[2 * t] = batch.ids()[batch.first(i) + t];
          keys[2 * t + 1] = position + t;
          values[2 * t] = layer;
          values[2 * t + 1] = keys[2 * t] + 1;
        }
        batch.cache(i).store(layer, position, count, keys, values, 0);
      }
    }
    batch.commit();
  }

  /** The token that follows those that a cache holds. */
  static int next(KvCache cache) {
    int[] ids = new int[cache.length()];
    for (int p = 0; p < ids.length; p++) {
      for (int layer = 0; layer < SHAPE.layers(); layer++) {
        long keys = cache.keysAt(layer, p);
        long values = cache.valuesAt(layer, p);
        ids[p] = (int) cache.memory(p).get(JAVA_FLOAT, keys);
        assertEquals(p, cache.memory(p).get(JAVA_FLOAT, keys + 4), "the position of a key");
        assertEquals(layer, cache.memory(p).get(JAVA_FLOAT, values), "the layer of a value");
        assertEquals(
            ids[p] + 1, cache.memory(p).get(JAVA_FLOAT, values + 4), "the token of a value");
      }
    }
    return next(ids, ids.length);
  }

  /** The token that follows others. */
  static int next(int[] ids, int count) {
    int hash = count;
    for (int i = 0; i < count; i++) {
      hash = 31 * hash + ids[i];
    }
    return Math.floorMod(hash, VOCABULARY);
  }
}
