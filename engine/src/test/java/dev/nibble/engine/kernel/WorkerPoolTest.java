package dev.nibble.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkerPoolTest {
  private static final int THREADS = 4;

  @Test
  void eachPartRunsOnceInEveryOperationWhateverTheirNumber() {
    SplittableRandom random = new SplittableRandom(1);
    try (WorkerPool pool = new WorkerPool(THREADS)) {
      for (int operation = 0; operation < 20_000; operation++) {
        int parts = random.nextInt(1, THREADS + 1);
        AtomicIntegerArray runs = new AtomicIntegerArray(THREADS);
        pool.run(parts, runs::incrementAndGet);
        for (int part = 0; part < THREADS; part++) {
          assertEquals(part < parts ? 1 : 0, runs.get(part), "part " + part + " of " + parts);
        }
      }
    }
  }

  @Test
  void theResultsOfAllPartsAreVisibleToTheCaller() {
    int[] results = new int[THREADS];
    try (WorkerPool pool = new WorkerPool(THREADS)) {
      for (int operation = 1; operation < 5_000; operation++) {
        int value = operation;
        pool.run(THREADS, part -> results[part] = value);
        int[] expected = new int[THREADS];
        Arrays.fill(expected, value);
        assertArrayEquals(expected, results);
      }
    }
  }

  @Test
  void parkedWorkersWakeUp() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(THREADS)) {
      for (int operation = 0; operation < 5; operation++) {
        AtomicIntegerArray runs = new AtomicIntegerArray(1);
        pool.run(THREADS, _ -> runs.incrementAndGet(0));
        assertEquals(THREADS, runs.get(0));
        Thread.sleep(20);
      }
    }
  }

  @Test
  void aPartThatThrowsSurfacesInTheCallerAndThePoolGoesOn() {
    IllegalStateException planted = new IllegalStateException("planted");
    try (WorkerPool pool = new WorkerPool(THREADS)) {
      for (int failing = 0; failing < THREADS; failing++) {
        int part = failing;
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class, () -> pool.run(THREADS, p -> fail(p, part, planted)));
        assertSame(planted, thrown);
      }
      AtomicIntegerArray runs = new AtomicIntegerArray(1);
      pool.run(THREADS, _ -> runs.incrementAndGet(0));
      assertEquals(THREADS, runs.get(0));
    }
  }

  private static void fail(int part, int failing, RuntimeException e) {
    if (part == failing) {
      throw e;
    }
  }
}
