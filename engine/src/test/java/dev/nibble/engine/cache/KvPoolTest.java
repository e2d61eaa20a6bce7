package dev.nibble.engine.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which blocks a pool gives, and where they lie. */
final class KvPoolTest {
  private static final KvShape SHAPE = new KvShape(3, 2, 32, KvType.F16);

  private static KvPool pool(int blocks) {
    return new KvPool(SHAPE, blocks * SHAPE.blockBytes());
  }

  private static int[] take(KvPool pool, int count) {
    int[] blocks = new int[count];
    assertTrue(pool.take(count, blocks, 0));
    return blocks;
  }

  @Test
  void aBudgetIsWholeBlocks() {
    try (KvPool pool = new KvPool(SHAPE, 5 * SHAPE.blockBytes() - 1)) {
      assertEquals(4, pool.capacity());
      assertEquals(64, pool.positions());
      assertEquals(4, pool.available());
      assertEquals(0, pool.meters().used());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 15, 16, 17, 33})
  void aBudgetOfAnySizeIsUsedUp(int capacity) {
    try (KvPool pool = pool(capacity)) {
      int[] blocks = take(pool, capacity);
      assertEquals(0, pool.available());
      assertFalse(pool.take(1, new int[1], 0));
      Set<Long> addresses = new HashSet<>();
      for (int block : blocks) {
        for (int layer = 0; layer < SHAPE.layers(); layer++) {
          for (int position = 0; position < KvPool.BLOCK; position++) {
            long base = pool.memory(block).address();
            for (long at :
                new long[] {
                  pool.keysAt(layer, block, position), pool.valuesAt(layer, block, position)
                }) {
              assertTrue(at + SHAPE.rowBytes() <= pool.memory(block).byteSize());
              assertTrue(addresses.add(base + at), "two rows in one place");
            }
          }
        }
      }
      pool.release(blocks, 0, capacity);
      assertEquals(capacity, pool.available());
    }
  }

  @Test
  void noBudgetGivesNoBlock() {
    try (KvPool pool = pool(0)) {
      assertFalse(pool.take(1, new int[1], 0));
      assertTrue(pool.take(0, new int[0], 0));
    }
  }

  @Test
  void whatIsNotThereIsNotTaken() {
    try (KvPool pool = pool(5)) {
      take(pool, 3);
      assertFalse(pool.take(3, new int[3], 0));
      assertEquals(3, pool.meters().used());
      assertEquals(2, pool.available());
    }
  }

  @Test
  void memoryIsTakenFromTheSystemASlabAtATime() {
    try (KvPool pool = pool(40)) {
      int[] blocks = take(pool, 17);
      assertEquals(16 * SHAPE.blockBytes(), pool.memory(blocks[0]).byteSize());
      assertSame(pool.memory(blocks[0]), pool.memory(blocks[15]));
      assertEquals(16 * SHAPE.blockBytes(), pool.memory(blocks[16]).byteSize());
      assertEquals(0, pool.memory(blocks[0]).address() % 64);
      assertEquals(8 * SHAPE.blockBytes(), pool.memory(take(pool, 16)[15]).byteSize());
    }
  }

  @Test
  void neighboursAreSideBySideInEveryLayer() {
    try (KvPool pool = pool(40)) {
      int[] blocks = take(pool, 20);
      for (int i = 1; i < blocks.length; i++) {
        assertEquals(i != 16, KvPool.areNeighbours(blocks[i - 1], blocks[i]), "block " + i);
        if (i != 16) {
          long bytes = KvPool.BLOCK * SHAPE.rowBytes();
          assertEquals(bytes, pool.keysAt(2, blocks[i], 0) - pool.keysAt(2, blocks[i - 1], 0));
          assertEquals(bytes, pool.valuesAt(2, blocks[i], 0) - pool.valuesAt(2, blocks[i - 1], 0));
        }
      }
    }
  }

  @Test
  void aSequenceGrowsBesideItsLastBlock() {
    try (KvPool pool = pool(32)) {
      int[] blocks = new int[4];
      assertTrue(pool.take(2, blocks, 0));
      assertTrue(pool.take(2, blocks, 2));
      assertArrayEquals(new int[] {0, 1, 2, 3}, blocks);
    }
  }

  @Test
  void aFreeSlabIsPreferredToAGap() {
    try (KvPool pool = pool(32)) {
      int[] first = take(pool, 32);
      pool.release(first, 4, 1);
      pool.release(first, 16, 16);
      int[] next = take(pool, 16);
      assertEquals(16, next[0]);
      assertEquals(31, next[15]);
      assertArrayEquals(new int[] {4}, take(pool, 1));
    }
  }

  @Test
  void aBlockIsFreeOnceNobodyUsesIt() {
    try (KvPool pool = pool(4)) {
      int[] blocks = take(pool, 2);
      pool.retain(blocks, 2);
      pool.retain(blocks, 1);
      assertEquals(2, pool.meters().shared());
      assertTrue(pool.isShared(blocks[1]), "others use it");
      pool.release(blocks, 0, 2);
      assertEquals(1, pool.meters().shared());
      assertFalse(pool.isShared(blocks[1]));
      pool.claim(blocks[1]);
      pool.release(blocks, 0, 2);
      assertEquals(0, pool.meters().shared());
      assertEquals(1, pool.meters().used());
      pool.release(blocks, 0, 1);
      assertEquals(0, pool.meters().used());
    }
  }

  @Test
  void theLastBlockOfAReleaseIsTheFirstToBeEvicted() {
    try (KvPool pool = pool(3)) {
      int[] blocks = take(pool, 3);
      int[] ids = new int[KvPool.BLOCK];
      for (int i = 0; i < 3; i++) {
        pool.enter(new PrefixKey(-i - 1, ids, 0), blocks[i]);
      }
      pool.release(blocks, 0, 3);
      assertEquals(3, pool.meters().cached());
      assertArrayEquals(new int[] {blocks[2]}, take(pool, 1));
      assertEquals(-1, pool.adopt(new PrefixKey(-3, ids, 0)));
      assertEquals(blocks[1], pool.adopt(new PrefixKey(-2, ids, 0)));
      assertArrayEquals(new int[] {blocks[0]}, take(pool, 1), "the other one is used again");
      assertEquals(2, pool.meters().evictions());
      assertEquals(1, pool.meters().hits());
    }
  }
}
