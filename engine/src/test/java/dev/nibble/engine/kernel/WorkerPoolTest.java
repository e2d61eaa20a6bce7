package dev.nibble.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
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

  @Test
  @DisplayName("an exception is thrown after the other parts have ended, and only once")
  void anExceptionWaitsForTheOtherParts() {
    AtomicIntegerArray runs = new AtomicIntegerArray(1);
    try (WorkerPool pool = new WorkerPool(THREADS)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              pool.run(
                  THREADS,
                  part -> {
                    fail(part, 0, new IllegalStateException("planted"));
                    LockSupport.parkNanos(5_000_000);
                    runs.incrementAndGet(0);
                  }));
      assertEquals(THREADS - 1, runs.get(0));
      pool.run(THREADS, _ -> runs.incrementAndGet(0));
      assertEquals(2 * THREADS - 1, runs.get(0));
    }
  }

  @Test
  @DisplayName("an error that is no exception arrives as the cause of one")
  void errorsArriveAsCauses() {
    AssertionError planted = new AssertionError("planted");
    try (WorkerPool pool = new WorkerPool(2)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  pool.run(
                      2,
                      part -> {
                        if (part == 1) {
                          throw planted;
                        }
                      }));
      assertSame(planted, thrown.getCause());
    }
  }

  @Test
  @DisplayName("more threads than cores share the cores and end each operation")
  void moreThreadsThanCores() {
    int threads = 4 * Runtime.getRuntime().availableProcessors() + 1;
    AtomicIntegerArray runs = new AtomicIntegerArray(threads);
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int operation = 0; operation < 500; operation++) {
        pool.run(threads, runs::incrementAndGet);
      }
    }
    for (int part = 0; part < threads; part++) {
      assertEquals(500, runs.get(part), "part " + part);
    }
  }

  @Test
  @DisplayName("idle workers give their cores away")
  void idleWorkersPark() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      pool.run(2, _ -> {});
      awaitUntil(() -> worker().map(Thread::getState).equals(Optional.of(Thread.State.WAITING)));
    }
    awaitUntil(() -> worker().isEmpty());
  }

  @Test
  @DisplayName("workers end with the pool, those that spin too, and a closed pool says so")
  void workersEndWithThePool() throws InterruptedException {
    WorkerPool pool = new WorkerPool(2);
    pool.run(2, _ -> {});
    pool.close();
    pool.close();
    awaitUntil(() -> worker().isEmpty());
    assertThrows(IllegalStateException.class, () -> pool.run(2, _ -> {}));
  }

  /** The only worker of a pool of two threads, while it lives. */
  private static Optional<Thread> worker() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("nibble-worker-"))
        .findFirst();
  }

  private static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  private static void fail(int part, int failing, RuntimeException e) {
    if (part == failing) {
      throw e;
    }
  }
}
