package dev.nibble.engine.device;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls a device from one thread of its own, so that an operation that does not end keeps nobody
 * else from going on. Once one has not ended in time the device is lost: all others are refused.
 */
final class DeviceThread implements AutoCloseable {
  private final Duration deadline;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("nibble-device").daemon(true).factory());
  private boolean lost;

  DeviceThread(Duration deadline) {
    this.deadline = deadline;
  }

  /**
   * Calls an operation and waits for it.
   *
   * @return what it returned; a refusal where it threw, or did not return in time
   */
  <T> Outcome<T> call(Supplier<Outcome<T>> operation) {
    return call(operation, deadline);
  }

  /** The same for an operation that may take longer than others. */
  <T> Outcome<T> call(Supplier<Outcome<T>> operation, Duration longest) {
    Duration time = longest.compareTo(deadline) > 0 ? longest : deadline;
    if (lost) {
      return Outcome.refused(new Refusal.Lost(time));
    }
    CompletableFuture<Outcome<T>> answer = new CompletableFuture<>();
    Future<?> running = thread.submit(() -> answer(operation, answer));
    if (!arrives(answer, time)) {
      lost = true;
      running.cancel(true);
    }
    return answer.join();
  }

  /** Waits for an answer, and makes it one where there is none in time. */
  private static <T> boolean arrives(CompletableFuture<Outcome<T>> answer, Duration time) {
    boolean interrupted = false;
    long end = System.nanoTime() + time.toNanos();
    try {
      while (true) {
        try {
          answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
          return true;
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (TimeoutException _) {
          return !answer.complete(Outcome.refused(new Refusal.Lost(time)));
        } catch (ExecutionException e) {
          throw new IllegalStateException("an operation's answer is no exception", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What comes too late belongs to nobody, and is freed here. */
  private static <T> void answer(
      Supplier<Outcome<T>> operation, CompletableFuture<Outcome<T>> answer) {
    Outcome<T> outcome = caught(operation);
    if (!answer.complete(outcome)
        && outcome instanceof Outcome.Done<T>(T value)
        && value instanceof AutoCloseable resource) {
      caught(() -> closed(resource));
    }
  }

  /** A driver may throw anything, and errors of the virtual machine among it. */
  private static <T> Outcome<T> caught(Supplier<Outcome<T>> operation) {
    try {
      return operation.get();
    } catch (Throwable e) {
      return Outcome.refused(new Refusal.Failed(e));
    }
  }

  /** Frees something; waits for it, unless the device is lost: it is then freed if it ever can. */
  void close(AutoCloseable resource) {
    if (lost) {
      thread.execute(() -> caught(() -> closed(resource)));
    } else {
      call(() -> closed(resource));
    }
  }

  private static Outcome<Void> closed(AutoCloseable resource) {
    try {
      resource.close();
      return Outcome.done();
    } catch (Exception e) {
      return Outcome.refused(new Refusal.Failed(e));
    }
  }

  /** Ends the thread when it has done what it was given. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
