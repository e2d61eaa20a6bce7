package dev.nibble.engine.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.KvMeters;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One sequence and its forks, in a pool of 20 blocks. */
final class BlockTableTest {
  private static final KvShape SHAPE = new KvShape(2, 1, 32, KvType.F32);
  private static final int BLOCK = KvPool.BLOCK;
  private static final int CONTEXT = 1000;

  private final KvPool pool = new KvPool(SHAPE, 20 * SHAPE.blockBytes());

  @AfterEach
  void closePool() {
    pool.close();
  }

  private static int[] tokens(int from, int count) {
    return IntStream.range(from, from + count).toArray();
  }

  private static void append(BlockTable table, int... tokens) {
    assertTrue(table.reserve(tokens.length));
    Rows.append(table, SHAPE, 0, tokens);
  }

  private static void check(BlockTable table) {
    Rows.check(table, SHAPE, 0);
  }

  @Test
  void aForkSharesAllBlocksAndCopiesTheLastBeforeItWrites() {
    BlockTable parent = pool.newTable(CONTEXT);
    append(parent, tokens(0, 40));
    BlockTable fork = parent.fork();
    assertEquals(3, pool.meters().used());
    assertEquals(3, pool.meters().shared());
    assertEquals(0, pool.meters().copies());

    append(fork, 7);
    assertEquals(1, pool.meters().copies());
    assertEquals(2, pool.meters().shared());
    append(parent, 8);
    assertEquals(1, pool.meters().copies(), "nobody shares the parent's last block any more");
    assertEquals(4, pool.meters().used());

    assertEquals(7, fork.ids()[40]);
    assertEquals(8, parent.ids()[40]);
    check(fork);
    check(parent);
  }

  @Test
  void aForkOfWholeBlocksCopiesNothing() {
    BlockTable parent = pool.newTable(CONTEXT);
    append(parent, tokens(0, 2 * BLOCK));
    BlockTable fork = parent.fork();
    append(fork, 7);
    append(parent, 8);
    assertEquals(0, pool.meters().copies());
    assertEquals(2, pool.meters().shared());
    check(fork);
    check(parent);
  }

  @Test
  void forksOfForksEndInAnyOrder() {
    BlockTable first = pool.newTable(CONTEXT);
    append(first, tokens(0, 20));
    BlockTable second = first.fork();
    BlockTable third = second.fork();
    append(second, 1);
    second.close();
    append(third, 2);
    first.close();
    append(third, 3);
    check(third);
    assertEquals(2, pool.meters().used());
    assertEquals(0, pool.meters().shared());
    third.close();
    assertEquals(0, pool.meters().used());
  }

  @Test
  void aForkHoldsNoBlockThatWasReservedAndNotWritten() {
    BlockTable parent = pool.newTable(CONTEXT);
    append(parent, tokens(0, 5));
    assertTrue(parent.reserve(100));
    assertEquals(7, parent.blocks());
    try (BlockTable fork = parent.fork()) {
      assertEquals(1, fork.blocks());
    }
    assertEquals(7 * SHAPE.blockBytes(), parent.bytes());
  }

  @Test
  void exhaustionChangesNothing() {
    BlockTable table = pool.newTable(CONTEXT);
    append(table, tokens(0, 5 * BLOCK));
    BlockTable other = pool.newTable(CONTEXT);
    append(other, tokens(0, 10 * BLOCK));
    KvMeters before = pool.meters();
    assertFalse(table.reserve(5 * BLOCK + 1));
    assertEquals(before, pool.meters());
    assertEquals(5, table.blocks());
    check(table);
    assertTrue(table.reserve(5 * BLOCK));
    assertEquals(0, pool.available());
  }

  @Test
  void exhaustionCopiesNoBlockForNothing() {
    BlockTable table = pool.newTable(CONTEXT);
    append(table, tokens(0, BLOCK + 3));
    BlockTable fork = table.fork();
    BlockTable other = pool.newTable(CONTEXT);
    append(other, tokens(0, 16 * BLOCK));
    // Two blocks are left: one for the copy, one for more; two more do not fit.
    KvMeters before = pool.meters();
    assertFalse(fork.reserve(2 * BLOCK + 1));
    assertEquals(before, pool.meters());
    check(fork);
    assertTrue(fork.reserve(BLOCK));
    assertEquals(0, pool.available());
    check(table);
  }

  @Test
  void exhaustionLeavesAnIndexedBlockToBeFound() {
    BlockTable table = pool.newIndexedTable(CONTEXT);
    append(table, tokens(0, BLOCK));
    table.truncate(BLOCK - 4);
    BlockTable other = pool.newTable(CONTEXT);
    append(other, tokens(0, 19 * BLOCK));
    assertFalse(table.reserve(BLOCK));
    BlockTable finder = pool.newIndexedTable(CONTEXT);
    assertEquals(BLOCK, finder.adopt(tokens(0, BLOCK), BLOCK));
    check(finder);
  }

  @Test
  void aCopyThatFindsNoBlockChangesNothing() {
    BlockTable table = pool.newTable(CONTEXT);
    append(table, tokens(0, 3));
    BlockTable fork = table.fork();
    BlockTable other = pool.newTable(CONTEXT);
    append(other, tokens(0, 19 * BLOCK));
    KvMeters before = pool.meters();
    assertFalse(fork.reserve(1));
    assertEquals(before, pool.meters());
    table.close();
    append(fork, 4);
    check(fork);
  }

  @Test
  void capacityIsTheEnd() {
    BlockTable table = pool.newTable(20);
    append(table, tokens(0, 18));
    assertFalse(table.reserve(3));
    assertTrue(table.reserve(2));
  }

  @Test
  void blocksOfOneSequenceAreNeighboursWithinASlab() {
    BlockTable table = pool.newTable(CONTEXT);
    append(table, tokens(0, 20 * BLOCK));
    assertEquals(16 * BLOCK, table.run(0), "a slab");
    assertEquals(3 * BLOCK - 5, table.run(13 * BLOCK + 5));
    assertEquals(4 * BLOCK, table.run(16 * BLOCK), "the rest of the budget");
    check(table);
  }

  @Test
  void sequencesThatTakeTurnsHaveNoNeighbours() {
    BlockTable one = pool.newTable(CONTEXT);
    BlockTable two = pool.newTable(CONTEXT);
    for (int i = 0; i < 4; i++) {
      append(one, tokens(0, BLOCK));
      append(two, tokens(0, BLOCK));
    }
    for (int p = 0; p < 4 * BLOCK; p++) {
      assertEquals(BLOCK - p % BLOCK, one.run(p));
      assertEquals(BLOCK - p % BLOCK, two.run(p));
    }
    check(one);
    check(two);
  }

  @Test
  void fullBlocksAreFoundByTheirTokens() {
    BlockTable table = pool.newIndexedTable(CONTEXT);
    append(table, tokens(0, 50));
    BlockTable same = pool.newIndexedTable(CONTEXT);
    assertEquals(48, same.adopt(tokens(0, 50), 50));
    assertEquals(3, pool.meters().hits());
    assertEquals(3, pool.meters().shared());
    append(same, tokens(48, 2));
    check(same);

    int[] other = tokens(0, 50);
    other[20] = 99;
    BlockTable similar = pool.newIndexedTable(CONTEXT);
    assertEquals(BLOCK, similar.adopt(other, 50), "the second block differs");
    assertEquals(32, pool.newIndexedTable(CONTEXT).adopt(tokens(0, 50), 47), "of 47 tokens");
  }

  @ParameterizedTest
  @CsvSource({"false, 1000", "true, 999"})
  void othersFindNothing(boolean indexed, int capacity) {
    BlockTable table = pool.newIndexedTable(CONTEXT);
    append(table, tokens(0, 50));
    BlockTable other = indexed ? pool.newIndexedTable(capacity) : pool.newTable(capacity);
    assertEquals(0, other.adopt(tokens(0, 50), 50));
    assertEquals(0, pool.meters().hits());
  }

  @Test
  void blocksOfClosedSequencesAreFoundUntilTheirMemoryIsNeeded() {
    BlockTable first = pool.newIndexedTable(CONTEXT);
    append(first, tokens(0, 4 * BLOCK));
    BlockTable second = pool.newIndexedTable(CONTEXT);
    append(second, tokens(500, 4 * BLOCK));
    first.close();
    second.close();
    assertEquals(8, pool.meters().cached());
    assertEquals(0, pool.meters().used());
    assertEquals(20, pool.available());

    BlockTable large = pool.newTable(CONTEXT);
    append(large, tokens(0, 14 * BLOCK));
    assertEquals(2, pool.meters().evictions());
    BlockTable again = pool.newIndexedTable(CONTEXT);
    assertEquals(
        2 * BLOCK, again.adopt(tokens(0, 4 * BLOCK), 4 * BLOCK), "its last blocks went first");
    check(again);
    BlockTable other = pool.newIndexedTable(CONTEXT);
    assertEquals(4 * BLOCK, other.adopt(tokens(500, 4 * BLOCK), 4 * BLOCK), "used more recently");
    check(other);
  }

  @Test
  void aBlockThatWasFoundAgainIsTheLastToGo() {
    for (int from : new int[] {0, 500}) {
      try (BlockTable table = pool.newIndexedTable(CONTEXT)) {
        append(table, tokens(from, BLOCK));
      }
    }
    try (BlockTable table = pool.newIndexedTable(CONTEXT)) {
      assertEquals(BLOCK, table.adopt(tokens(0, BLOCK), BLOCK));
      assertEquals(1, pool.meters().cached());
    }
    append(pool.newTable(CONTEXT), tokens(0, 19 * BLOCK));
    assertEquals(0, pool.newIndexedTable(CONTEXT).adopt(tokens(500, BLOCK), BLOCK));
    assertEquals(BLOCK, pool.newIndexedTable(CONTEXT).adopt(tokens(0, BLOCK), BLOCK));
  }

  @Test
  void aBlockThatIsWrittenAgainIsFoundByItsNewTokensOnly() {
    BlockTable table = pool.newIndexedTable(CONTEXT);
    append(table, tokens(0, 2 * BLOCK));
    table.truncate(BLOCK + 6);
    append(table, tokens(700, 10));
    check(table);
    assertEquals(0, pool.meters().copies());
    BlockTable old = pool.newIndexedTable(CONTEXT);
    assertEquals(BLOCK, old.adopt(tokens(0, 2 * BLOCK), 2 * BLOCK));
    BlockTable fresh = pool.newIndexedTable(CONTEXT);
    assertEquals(2 * BLOCK, fresh.adopt(table.ids(), 2 * BLOCK));
    check(fresh);
  }

  @Test
  void aBlockThatOthersFoundIsCopiedBeforeItIsWrittenAgain() {
    BlockTable table = pool.newIndexedTable(CONTEXT);
    append(table, tokens(0, BLOCK));
    BlockTable other = pool.newIndexedTable(CONTEXT);
    assertEquals(BLOCK, other.adopt(tokens(0, BLOCK), BLOCK));
    table.truncate(6);
    append(table, tokens(700, 10));
    assertEquals(1, pool.meters().copies());
    check(table);
    check(other);
    BlockTable third = pool.newIndexedTable(CONTEXT);
    assertEquals(BLOCK, third.adopt(tokens(0, BLOCK), BLOCK), "the old one is still there");
    check(third);
  }

  @Test
  void equalBlocksOfTwoSequencesAreEnteredOnce() {
    BlockTable one = pool.newIndexedTable(CONTEXT);
    BlockTable two = pool.newIndexedTable(CONTEXT);
    append(one, tokens(0, 2 * BLOCK));
    append(two, tokens(0, 2 * BLOCK));
    assertEquals(4, pool.meters().used());
    one.close();
    two.close();
    assertEquals(2, pool.meters().cached());
    BlockTable found = pool.newIndexedTable(CONTEXT);
    assertEquals(2 * BLOCK, found.adopt(tokens(0, 2 * BLOCK), 2 * BLOCK));
    check(found);
  }

  @Test
  void truncatingFreesBlocksAndKeepsTheRest() {
    BlockTable table = pool.newTable(CONTEXT);
    append(table, tokens(0, 40));
    table.truncate(BLOCK);
    assertEquals(1, pool.meters().used());
    assertArrayEquals(tokens(0, BLOCK), table.ids());
    check(table);
    assertThrows(IllegalArgumentException.class, () -> table.truncate(BLOCK + 1));
    assertThrows(IllegalArgumentException.class, () -> table.truncate(-1));
  }

  @ParameterizedTest
  @EnumSource(KvType.class)
  void rowsAreStoredAsTheirType(KvType type) {
    KvShape shape = new KvShape(3, 2, 64, type);
    try (KvPool typed = new KvPool(shape, 30 * shape.blockBytes())) {
      BlockTable table = typed.newTable(CONTEXT);
      assertTrue(table.reserve(50));
      Rows.append(table, shape, 5, tokens(0, 50));
      Rows.check(table, shape, 5);
      BlockTable fork = table.fork();
      assertTrue(fork.reserve(300));
      Rows.append(fork, shape, 5, tokens(100, 300));
      Rows.check(fork, shape, 5);
      Rows.check(table, shape, 5);
    }
  }
}
