package dev.nibble.engine.cache;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class FlatKvCacheTest {
  private static final int LAYERS = 2;
  private static final int KV_WIDTH = 3;

  @Test
  void rowsSurviveTheGrowthOfTheCache() {
    try (KvCache cache = new FlatKvCache(LAYERS, KV_WIDTH, 2000)) {
      for (int position = 0; position < 2000; position += 5) {
        assertTrue(cache.reserve(5));
        for (int layer = 0; layer < LAYERS; layer++) {
          cache.store(layer, position, 5, rows(layer, position, 1), rows(layer, position, -1));
        }
        cache.commit(5);
      }
      for (int layer = 0; layer < LAYERS; layer++) {
        for (int position : new int[] {0, 1, 255, 256, 1023, 1999}) {
          KvRun run = cache.run(layer, position);
          assertEquals(value(layer, position, 2), run.keys().getAtIndex(JAVA_FLOAT, 2));
          assertEquals(-value(layer, position, 2), run.values().getAtIndex(JAVA_FLOAT, 2));
        }
      }
    }
  }

  private static float[] rows(int layer, int position, int sign) {
    float[] rows = new float[5 * KV_WIDTH];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = sign * value(layer, position + i / KV_WIDTH, i % KV_WIDTH);
    }
    return rows;
  }

  private static float value(int layer, int position, int channel) {
    return layer * 100_000 + position * 10 + channel;
  }

  @Test
  void aShortSequenceInALongContextTakesLittleMemory() {
    try (KvCache cache = new FlatKvCache(LAYERS, KV_WIDTH, Integer.MAX_VALUE)) {
      assertTrue(cache.reserve(100));
      assertTrue(cache.bytes() < 100_000, () -> cache.bytes() + " bytes");
    }
  }

  @Test
  void reservingPastTheCapacityIsRefusedAndChangesNothing() {
    try (KvCache cache = new FlatKvCache(LAYERS, KV_WIDTH, 10)) {
      assertTrue(cache.reserve(7));
      cache.commit(7);
      assertFalse(cache.reserve(4));
      assertFalse(cache.reserve(Integer.MAX_VALUE));
      assertEquals(7, cache.length());
      assertTrue(cache.reserve(3));
    }
  }

  @Test
  void truncatingForgetsTheEndOnly() {
    try (KvCache cache = new FlatKvCache(LAYERS, KV_WIDTH, 10)) {
      assertTrue(cache.reserve(6));
      cache.commit(6);
      cache.truncate(2);
      assertEquals(2, cache.length());
      assertThrows(IllegalArgumentException.class, () -> cache.truncate(3));
      assertThrows(IllegalArgumentException.class, () -> cache.truncate(-1));
    }
  }
}
