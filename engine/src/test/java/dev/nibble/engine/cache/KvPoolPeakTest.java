package dev.nibble.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.KvMeters;
import org.junit.jupiter.api.Test;

class KvPoolPeakTest {
  @Test
  void peakIsOfBlocksInUseAtOneTime() {
    KvShape shape = new KvShape(1, 1, 8, KvType.F32);
    try (KvPool pool = new KvPool(shape, 8 * shape.blockBytes())) {
      assertEquals(0, pool.meters().peak());
      try (BlockTable first = pool.newTable(128);
          BlockTable second = pool.newTable(128)) {
        assertTrue(first.reserve(40));
        first.truncate(0);
        assertTrue(second.reserve(20));
        assertEquals(3, pool.meters().peak());
        assertTrue(first.reserve(33));
      }
      KvMeters meters = pool.meters();
      assertEquals(0, meters.used());
      assertEquals(5, meters.peak());
      assertEquals(5 * shape.blockBytes(), meters.peakBytes());
    }
  }
}
