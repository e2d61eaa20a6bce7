package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.WeightMatrix;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.predict.evidence.WorkCounter.Work;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class WorkCounterTest {
  private static final KvShape KV = new KvShape(1, 2, 16, KvType.Q8_0);

  private final WorkCounter counter = new WorkCounter();

  private Work seen(int window, int... counts) {
    AttentionShape shape = new AttentionShape(4, 2, 16, 1, 0, window);
    try (KvPool pool = new KvPool(KV, 1 << 20);
        BlockTable one = pool.newTable(16);
        BlockTable other = pool.newTable(16)) {
      Batch batch = new Batch();
      batch.add(one, new int[16], 0, counts[0]);
      if (counts.length > 1) {
        batch.add(other, new int[16], 0, counts[1]);
      }
      counter.attention(shape, new float[0], batch, 0);
    }
    return counter.take();
  }

  @Test
  @DisplayName("a product multiplies each weight with each token and reads it once")
  void products() {
    counter.product(new WeightMatrix("a", 3, 32, 102), new float[0], 5);
    counter.product(new WeightMatrix("b", 2, 32, 68), new float[0], 1);

    assertEquals(new Work(3 * 32 * 5 + 2 * 32, 0, 170, 0), counter.take());
    assertEquals(new Work(0, 0, 0, 0), counter.take());
  }

  @Test
  @DisplayName("a token sees what stands before it, itself included, twice a query head")
  void attention() {
    assertEquals(
        new Work(0, 2 * 64 * (1 + 2 + 3 + 4), 0, 2 * 34 * 4),
        seen(AttentionShape.ALL_POSITIONS, 4));
  }

  @Test
  @DisplayName("a window hides what stands too far before, in each sequence of its own")
  void window() {
    assertEquals(new Work(0, 2 * 64 * (1 + 2 + 2 + 2 + 1), 0, 2 * 34 * (4 + 1)), seen(2, 4, 1));
  }
}
