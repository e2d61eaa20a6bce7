package dev.nibble.engine.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.KvMeters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Thousands of random operations on sequences of one pool, held against plain lists of tokens. What
 * is stored follows from the tokens: a block that is shared where it should not be, or written to
 * by another sequence, holds something else.
 */
final class RandomTablesTest {
  private static final int CONTEXT = 150;
  private static final int MOST_TABLES = 8;

  /** A sequence, and what it should hold. */
  private static final class Model {
    private final BlockTable table;
    private final int salt;
    private final boolean indexed;
    private final List<Integer> ids = new ArrayList<>();

    Model(BlockTable table, int salt, boolean indexed) {
      this.table = table;
      this.salt = salt;
      this.indexed = indexed;
    }
  }

  private final List<Model> models = new ArrayList<>();
  private int tables;
  private int found;
  private int refused;

  @ParameterizedTest
  @CsvSource({
    "1, 30, F32",
    "2, 12, F32",
    "3, 40, F16",
    "4, 17, Q8_0",
    "5, 5, F32",
  })
  void holdWhatTheirTokensSay(long seed, int blocks, KvType type) {
    Random random = new Random(seed);
    KvShape shape = new KvShape(2, 1, 32, type);
    try (KvPool pool = new KvPool(shape, blocks * shape.blockBytes())) {
      for (int i = 0; i < 4000; i++) {
        operate(random, pool, shape);
        checkCounts(pool);
        if (!models.isEmpty()) {
          check(models.get(random.nextInt(models.size())), shape);
        }
        if (i % 100 == 0) {
          models.forEach(model -> check(model, shape));
        }
      }
      assertTrue(found > 0, "blocks were found");
      assertTrue(refused > 0, "memory was full");
      assertTrue(pool.meters().copies() > 0, "blocks were copied");
      assertTrue(pool.meters().evictions() > 0, "blocks were evicted");
      models.forEach(model -> model.table.close());
      assertEquals(0, pool.meters().used());
      assertEquals(0, pool.meters().shared());
      assertEquals(blocks, pool.available());
    }
  }

  private static void check(Model model, KvShape shape) {
    assertEquals(model.ids, Rows.ids(model.table));
    Rows.check(model.table, shape, model.salt);
  }

  private void operate(Random random, KvPool pool, KvShape shape) {
    int what = models.isEmpty() ? 0 : random.nextInt(20);
    if (what < 2) {
      open(random, pool);
      return;
    }
    Model model = models.get(random.nextInt(models.size()));
    if (what < 4) {
      model.table.truncate(0);
      model.ids.clear();
    } else if (what < 6) {
      int length = random.nextInt(model.ids.size() + 1);
      model.table.truncate(length);
      model.ids.subList(length, model.ids.size()).clear();
    } else if (what < 8) {
      fork(model);
    } else if (what < 10) {
      model.table.close();
      models.remove(model);
    } else if (what < 12) {
      adopt(random, model);
    } else {
      append(random, pool, shape, model);
    }
  }

  private void open(Random random, KvPool pool) {
    if (models.size() < MOST_TABLES) {
      int kind = random.nextInt(4);
      tables++;
      // Those with one capacity find each other's blocks, and the others' never.
      models.add(
          switch (kind) {
            case 0 -> new Model(pool.newTable(CONTEXT), 1000 + tables, false);
            case 1 -> new Model(pool.newIndexedTable(CONTEXT + 1), 1, true);
            default -> new Model(pool.newIndexedTable(CONTEXT), 0, true);
          });
    }
  }

  private void fork(Model model) {
    if (models.size() < MOST_TABLES) {
      Model fork = new Model(model.table.fork(), model.salt, model.indexed);
      fork.ids.addAll(model.ids);
      models.add(fork);
    }
  }

  /** Few texts, so that many begin alike: they are those of {@link #token}, with a change. */
  private static int token(int position, int change) {
    return change == position / 24 ? 7 : position % 5;
  }

  private void adopt(Random random, Model model) {
    int[] tokens = new int[CONTEXT];
    int change = random.nextInt(6);
    for (int p = 0; p < tokens.length; p++) {
      tokens[p] = p < model.ids.size() ? model.ids.get(p) : token(p, change);
    }
    int positions = model.table.adopt(tokens, random.nextInt(CONTEXT + 1));
    assertTrue(positions == 0 || model.indexed, "found by a sequence that is not indexed");
    for (int i = 0; i < positions; i++) {
      model.ids.add(tokens[model.ids.size()]);
    }
    found += positions;
  }

  private void append(Random random, KvPool pool, KvShape shape, Model model) {
    int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 50);
    int held = model.table.blocks();
    KvMeters before = pool.meters();
    if (!model.table.reserve(count)) {
      refused++;
      assertEquals(held, model.table.blocks());
      assertEquals(before.used(), pool.meters().used());
      assertEquals(before.shared(), pool.meters().shared());
      assertEquals(before.copies(), pool.meters().copies());
      return;
    }
    int[] tokens = new int[count];
    int change = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      tokens[i] = token(model.ids.size(), change);
      model.ids.add(tokens[i]);
    }
    Rows.append(model.table, shape, model.salt, tokens);
  }

  /** Each block lies somewhere else: places are counted against what the pool says. */
  private void checkCounts(KvPool pool) {
    Map<Long, Integer> users = new HashMap<>();
    for (Model model : models) {
      for (int block = 0; block < model.table.blocks(); block++) {
        int position = block * KvPool.BLOCK;
        long place = model.table.memory(position).address() + model.table.keysAt(0, position);
        users.merge(place, 1, Integer::sum);
      }
    }
    KvMeters meters = pool.meters();
    assertEquals(users.size(), meters.used());
    assertEquals(users.values().stream().filter(count -> count > 1).count(), meters.shared());
    assertEquals(pool.capacity() - meters.used(), pool.available());
  }
}
