package dev.nibble.engine.kernel;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Persistent threads that run the parts of one operation side by side. The calling thread takes
 * part 0, worker {@code n} part {@code n}. A worker without work spins, since the next operation of
 * a forward pass follows at once: it takes over within a fraction of a microsecond. Parked, it
 * takes a hundred times as long, so that it parks only where no token is being made.
 *
 * <p>Caller and worker meet in the worker's slot: the caller makes it {@link #BUSY}, the worker
 * {@link #IDLE} again. No worker sees an operation that has no part for it. Nothing is allocated.
 *
 * <p>One operation at a time: not safe for use by several threads at once.
 */
public final class WorkerPool implements AutoCloseable {

  /** An operation that was cut into parts. */
  @FunctionalInterface
  public interface Task {
    /**
     * Does one part.
     *
     * @param part from 0; no two parts run on the same worker at once
     */
    void run(int part);
  }

  /** The worker has nothing to do and looks out for work. */
  private static final int IDLE = 0;

  /** The worker has a part to do. */
  private static final int BUSY = 1;

  /** The worker has to be woken. */
  private static final int PARKED = 2;

  /** The thread ends. */
  private static final int CLOSED = 3;

  /**
   * Two cache lines a slot, since processors fetch them in pairs. Slots side by side, behind the
   * array's header, take 0.74 microseconds an operation, these 0.18 (2 threads of an AMD EPYC Zen
   * 4, Temurin 25.0.3, 2026-11-22).
   */
  private static final int SLOT_INTS = 32;

  /**
   * Longer than most gaps between the operations of a forward pass, and short all the same: where
   * the system has put caller and worker on one core, neither goes on before the other offers it.
   */
  private static final long YIELD_NANOS = 20_000;

  /**
   * Longer than the choice of a token out of 128 thousand, which takes some hundred microseconds.
   */
  private static final long PARK_NANOS = 1_000_000;

  private final Worker[] workers;
  private final AtomicIntegerArray slots;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Patience callers;
  private Task task = _ -> {};
  private boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads how many work on an operation, the calling one included; 1 or more
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a pool of " + threads + " threads, expected 1 or more");
    }
    boolean crowded = threads > Runtime.getRuntime().availableProcessors();
    callers = new Patience(crowded ? 0 : YIELD_NANOS, Long.MAX_VALUE);
    slots = new AtomicIntegerArray((threads + 1) * SLOT_INTS);
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1, crowded);
      workers[i].start();
    }
  }

  /** How many threads work on an operation. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs all parts and returns when the last is done.
   *
   * @param parts how many, at most {@link #threads()}
   * @param task what to do for each; if any part throws, the first exception is thrown here after
   *     all parts have ended
   * @throws IllegalStateException if the pool is closed
   */
  public void run(int parts, Task task) {
    if (closed) {
      throw new IllegalStateException("the worker pool is closed");
    }
    if (parts == 1) {
      task.run(0);
      return;
    }
    this.task = task;
    for (int i = 0; i < parts - 1; i++) {
      workers[i].turn(BUSY);
    }
    runPart(task, 0);
    for (int i = 0; i < parts - 1; i++) {
      workers[i].await();
    }
    Throwable thrown = failure.getPlain();
    if (thrown != null) {
      failure.set(null);
      rethrow(thrown);
    }
  }

  private void runPart(Task task, int part) {
    try {
      task.run(part);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private static void rethrow(Throwable thrown) {
    throw thrown instanceof RuntimeException e
        ? e
        : new IllegalStateException("a worker failed", thrown);
  }

  /** Ends the threads; not while an operation runs. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      for (Worker worker : workers) {
        worker.turn(CLOSED);
      }
    }
  }

  private final class Worker extends Thread {
    private final int part;
    private final int slot;
    private final Patience patience;

    Worker(int part, boolean crowded) {
      super("nibble-worker-" + part);
      this.part = part;
      this.slot = part * SLOT_INTS;
      this.patience =
          crowded ? new Patience(0, YIELD_NANOS) : new Patience(YIELD_NANOS, PARK_NANOS);
      setDaemon(true);
    }

    /** Called by others. */
    void turn(int state) {
      if (slots.getAndSet(slot, state) == PARKED) {
        LockSupport.unpark(this);
      }
    }

    /** Called by others: waits until the part is done. */
    void await() {
      if (slots.getAcquire(slot) == BUSY) {
        callers.begin();
        while (slots.getAcquire(slot) == BUSY) {
          callers.holds();
        }
      }
    }

    @Override
    public void run() {
      while (awaitWork() != CLOSED) {
        runPart(task, part);
        slots.setRelease(slot, IDLE);
      }
    }

    /** Returns the state that the worker was turned to. */
    private int awaitWork() {
      patience.begin();
      while (slots.getAcquire(slot) == IDLE) {
        if (!patience.holds() && slots.compareAndSet(slot, IDLE, PARKED)) {
          while (slots.getAcquire(slot) == PARKED) {
            LockSupport.park(WorkerPool.this);
          }
        }
      }
      return slots.getAcquire(slot);
    }
  }
}
