package dev.nibble.engine.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Persistent threads that run the parts of one operation side by side. The calling thread takes
 * part 0. A worker without work spins for a few microseconds, since the next operation of a forward
 * pass follows at once, and then parks. Every worker acknowledges every operation, also one that
 * has no part for it: none can lag behind and take the parts of a later operation for those of an
 * earlier.
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

  /** About 20 microseconds on a server core: longer than the gaps between operations. */
  private static final int SPINS = 1 << 10;

  private final Worker[] workers;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private Task task;
  private int parts;
  private final AtomicLong epoch = new AtomicLong();
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads how many work on an operation, the calling one included; 1 or more
   */
  public WorkerPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a pool of " + threads + " threads, expected 1 or more");
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
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
   */
  public void run(int parts, Task task) {
    if (parts == 1) {
      task.run(0);
      return;
    }
    this.task = task;
    this.parts = parts;
    pending.set(workers.length);
    epoch.incrementAndGet();
    for (Worker worker : workers) {
      worker.wake();
    }
    runPart(task, 0);
    awaitOthers();
    this.task = null;
    Throwable thrown = failure.getAndSet(null);
    if (thrown != null) {
      throw thrown instanceof RuntimeException e
          ? e
          : new IllegalStateException("a worker failed", thrown);
    }
  }

  private void runPart(Task task, int part) {
    try {
      task.run(part);
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yields only where cores are fewer than threads
  private void awaitOthers() {
    for (int spins = 0; pending.get() > 0; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      worker.wake();
    }
  }

  private final class Worker extends Thread {
    private final int part;
    private volatile boolean parked;

    Worker(int part) {
      super("nibble-worker-" + part);
      this.part = part;
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      long seen = 0;
      while (true) {
        seen = awaitEpochAfter(seen);
        if (closed) {
          return;
        }
        if (part < parts) {
          runPart(task, part);
        }
        pending.decrementAndGet();
      }
    }

    private long awaitEpochAfter(long seen) {
      for (int spins = 0; epoch.get() == seen && !closed; spins++) {
        if (spins < SPINS) {
          Thread.onSpinWait();
        } else {
          parked = true;
          if (epoch.get() == seen && !closed) {
            LockSupport.park(WorkerPool.this);
          }
          parked = false;
        }
      }
      return epoch.get();
    }
  }
}
