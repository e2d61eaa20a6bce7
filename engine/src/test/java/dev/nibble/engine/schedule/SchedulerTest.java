package dev.nibble.engine.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sequences over a model that recalls its cache: what each becomes does not depend on the rest. */
final class SchedulerTest {
  private static final int CONTEXT = 500;

  private final Batch batch = new Batch();
  private KvPool pool = pool(1000);
  private Scheduler scheduler = new Scheduler(pool, new Limits(8, 64));

  private static KvPool pool(int blocks) {
    return new KvPool(RecallingModel.SHAPE, blocks * RecallingModel.SHAPE.blockBytes());
  }

  private void limit(int blocks, Limits limits) {
    pool.close();
    pool = pool(blocks);
    scheduler = new Scheduler(pool, limits);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  /** A sequence with the number of tokens that it wants. */
  private static final class Wish {
    final int[] prompt;
    final int tokens;
    final Sequence sequence;
    final List<Integer> chosen = new ArrayList<>();

    Wish(int[] prompt, int tokens, int priority) {
      this.prompt = prompt;
      this.tokens = tokens;
      this.sequence = new Sequence(prompt, CONTEXT, priority);
    }

    void assertChosenAsIfAlone() {
      int[] ids = Arrays.copyOf(prompt, prompt.length + chosen.size());
      for (int i = 0; i < chosen.size(); i++) {
        int next = RecallingModel.next(ids, prompt.length + i);
        assertEquals(next, chosen.get(i), "token " + i);
        ids[prompt.length + i] = next;
      }
    }
  }

  private Wish add(int[] prompt, int tokens) {
    return add(new Wish(prompt, tokens, 0));
  }

  private Wish add(Wish wish) {
    scheduler.add(wish.sequence);
    return wish;
  }

  private static int[] prompt(int length, int from) {
    return IntStream.range(from, from + length).map(i -> i % RecallingModel.VOCABULARY).toArray();
  }

  /** One pass; returns how many tokens of each wish were in it. */
  private int[] step(List<Wish> wishes) {
    List<Sequence> planned = scheduler.plan(batch);
    assertEquals(planned.size(), batch.sequences());
    int[] counts = new int[wishes.size()];
    for (int i = 0; i < wishes.size(); i++) {
      int at = planned.indexOf(wishes.get(i).sequence);
      counts[i] = at < 0 ? 0 : batch.count(at);
    }
    RecallingModel.forward(batch);
    for (Wish wish : wishes) {
      if (planned.contains(wish.sequence) && wish.sequence.isComputed()) {
        int next = RecallingModel.next(wish.sequence.cache());
        wish.chosen.add(next);
        if (wish.chosen.size() == wish.tokens) {
          scheduler.remove(wish.sequence);
        } else {
          wish.sequence.append(next);
        }
      }
    }
    return counts;
  }

  private void finish(List<Wish> wishes) {
    for (int steps = 0; !scheduler.isEmpty(); steps++) {
      step(wishes);
      assertTrue(steps < 100_000, "the sequences do not end");
    }
    wishes.forEach(Wish::assertChosenAsIfAlone);
    assertEquals(0, pool.meters().used(), "blocks in use");
    assertEquals(0, pool.meters().shared(), "shared blocks");
    assertEquals(pool.capacity(), pool.available(), "free blocks");
  }

  @ParameterizedTest(name = "{1} schedules of {0} sequences")
  @CsvSource({"1, 500", "2, 1000", "7, 1000", "32, 500"})
  void tokensAreThoseOfTheSequenceAlone(int sequences, int schedules) {
    long preemptions = 0;
    long found = 0;
    long evictions = 0;
    for (int seed = 0; seed < schedules; seed++) {
      runAtRandom(sequences, new SplittableRandom(seed));
      preemptions += scheduler.meters().preemptions();
      found += scheduler.meters().foundTokens();
      evictions += pool.meters().evictions();
    }
    if (sequences > 1) {
      assertTrue(preemptions > schedules / 10, preemptions + " preemptions");
      assertTrue(found > schedules, found + " tokens found");
      assertTrue(evictions > schedules / 10, evictions + " evictions");
    }
  }

  /** Arrivals, cancellations, priorities, common beginnings and too little memory, by chance. */
  private void runAtRandom(int count, RandomGenerator random) {
    int slots = random.nextInt(1, count + 2);
    List<Wish> wishes = new ArrayList<>();
    int most = 0;
    for (int i = 0; i < count; i++) {
      int[] common = prompt(random.nextInt(60), 100 * random.nextInt(3));
      int[] ids = Arrays.copyOf(common, common.length + random.nextInt(1, 20));
      for (int k = common.length; k < ids.length; k++) {
        ids[k] = random.nextInt(3);
      }
      Wish wish = new Wish(ids, random.nextInt(1, 40), random.nextInt(3));
      most = Math.max(most, ids.length + wish.tokens);
      wishes.add(wish);
    }
    int blocks = Math.ceilDiv(most, KvPool.BLOCK) + random.nextInt(6);
    limit(blocks, new Limits(slots, slots + random.nextInt(16, 80)));
    List<Wish> toCome = new ArrayList<>(wishes);
    List<Wish> here = new ArrayList<>();
    while (!toCome.isEmpty() || !scheduler.isEmpty()) {
      while (!toCome.isEmpty() && random.nextInt(3) == 0) {
        here.add(add(toCome.removeFirst()));
      }
      step(here);
      assertTrue(batch.tokens() <= slots + 80);
      here.removeIf(wish -> wish.chosen.size() == wish.tokens);
      if (!here.isEmpty() && random.nextInt(50) == 0) {
        scheduler.remove(here.remove(random.nextInt(here.size())).sequence);
      }
    }
    finish(wishes);
  }

  @Test
  void memoryInUseIsThatOfTheTokensRoundedUpToBlocks() {
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      wishes.add(add(prompt(7 + 13 * i, 100 * i), 40));
    }
    long positionBytes = 2L * 2 * 2 * Float.BYTES; // 2 S L d_kv b_a for S = 1
    while (!scheduler.isEmpty()) {
      List<Sequence> planned = scheduler.plan(batch);
      RecallingModel.forward(batch);
      long expected = 0;
      for (Wish wish : wishes) {
        if (!wish.sequence.isWaiting()) {
          int positions = Math.ceilDiv(wish.sequence.cache().length(), 16) * 16;
          expected += positions * positionBytes;
        }
      }
      assertEquals(expected, pool.meters().usedBytes());
      assertTrue(scheduler.meters().unusedPositions() <= 15 * planned.size());
      for (Wish wish : wishes) {
        if (planned.contains(wish.sequence) && wish.sequence.isComputed()) {
          wish.chosen.add(RecallingModel.next(wish.sequence.cache()));
          if (wish.chosen.size() == wish.tokens) {
            scheduler.remove(wish.sequence);
          } else {
            wish.sequence.append(wish.chosen.getLast());
          }
        }
      }
    }
    finish(wishes);
  }

  @Test
  void aCommonPrefixIsComputedAndStoredOnce() {
    limit(1000, new Limits(32, 512));
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      int[] ids = prompt(401, 0);
      ids[400] = 500 + i;
      wishes.add(add(ids, 10));
    }
    step(wishes);
    assertEquals(401, scheduler.meters().computedTokens());
    step(wishes);
    assertEquals(401 + 32, scheduler.meters().computedTokens());
    assertEquals(31 * 400, scheduler.meters().foundTokens());
    assertEquals(25 + 32, pool.meters().used(), "25 blocks of all and one of each");
    assertEquals(25, pool.meters().shared());
    finish(wishes);
    assertEquals(401 + 31 + 32 * 9, scheduler.meters().computedTokens());
  }

  @Test
  void tokensOfRunningSequencesGoBesideAPrompt() {
    List<Wish> wishes = new ArrayList<>(List.of(add(prompt(5, 0), 50)));
    step(wishes);
    wishes.add(add(prompt(300, 100), 5));
    assertArrayEquals(new int[] {1, 48}, step(wishes), "whole blocks of what 64 tokens leave");
    assertArrayEquals(new int[] {1, 48}, step(wishes));
    finish(wishes);
  }

  @Test
  void aShortPromptDoesNotWaitForALongOne() {
    List<Wish> wishes = List.of(add(prompt(390, 0), 5), add(prompt(20, 500), 5));
    assertArrayEquals(new int[] {32, 20}, step(wishes));
    assertEquals(1, wishes.get(1).chosen.size());
    finish(wishes);
  }

  @Test
  void theYoungestGivesItsMemoryUpAndIsComputedAgain() {
    limit(6, new Limits(4, 64));
    List<Wish> wishes = List.of(add(prompt(30, 0), 30), add(prompt(25, 100), 30));
    while (scheduler.meters().preemptions() == 0) {
      step(wishes);
    }
    assertEquals(1, scheduler.running());
    assertEquals(1, scheduler.waiting());
    int chosen = wishes.get(1).chosen.size();
    while (wishes.getFirst().chosen.size() < 30) {
      step(wishes);
      assertEquals(chosen, wishes.get(1).chosen.size(), "the youngest waits");
    }
    finish(wishes);
    assertEquals(30, wishes.get(1).chosen.size());
  }

  @Test
  void aHigherPriorityTakesThePlaceOfALower() {
    limit(100, new Limits(1, 64));
    Wish low = add(new Wish(prompt(20, 0), 10, 0));
    step(List.of(low));
    Wish high = add(new Wish(prompt(20, 100), 10, 1));
    List<Wish> wishes = List.of(low, high);
    step(wishes);
    assertEquals(1, low.chosen.size());
    assertEquals(1, high.chosen.size());
    finish(wishes);
    assertEquals(1, scheduler.meters().preemptions());
  }

  @Test
  void amongEqualsWhoCameFirstGoesFirst() {
    limit(100, new Limits(2, 64));
    List<Wish> wishes =
        IntStream.range(0, 6).mapToObj(i -> add(prompt(10, 50 * i), 4 + i)).toList();
    List<Wish> ended = new ArrayList<>();
    while (!scheduler.isEmpty()) {
      step(wishes);
      wishes.stream()
          .filter(wish -> wish.chosen.size() == wish.tokens && !ended.contains(wish))
          .forEach(ended::add);
    }
    assertEquals(wishes, ended);
  }

  @Test
  void aSequenceThatOutgrowsAllMemoryIsNamed() {
    limit(3, new Limits(4, 64));
    Wish wish = add(prompt(40, 0), 100);
    List<Wish> wishes = List.of(wish);
    while (!scheduler.plan(batch).isEmpty()) {
      RecallingModel.forward(batch);
      wish.sequence.append(RecallingModel.next(wish.sequence.cache()));
    }
    assertEquals(48, wish.sequence.cache().length());
    assertEquals(wish.sequence, scheduler.stuck().orElseThrow());
    scheduler.remove(wish.sequence);
    finish(wishes);
    assertFalse(scheduler.stuck().isPresent());
  }

  @Test
  void limitsLeaveRoomForPrompts() {
    assertThrows(IllegalArgumentException.class, () -> new Limits(0, 100));
    assertThrows(IllegalArgumentException.class, () -> new Limits(8, 23));
    assertEquals(24, new Limits(8, 24).tokens());
  }
}
