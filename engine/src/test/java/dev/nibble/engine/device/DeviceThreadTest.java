package dev.nibble.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an operation does, the caller gets an answer in time. */
@Timeout(20)
final class DeviceThreadTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  private static Refusal refusal(Outcome<?> outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome).refusal();
  }

  /** An operation that does not end before it may, whoever interrupts it. */
  private static <T> Supplier<Outcome<T>> waiting(CountDownLatch released, T value) {
    return () -> {
      boolean waits = true;
      while (waits) {
        try {
          released.await();
          waits = false;
        } catch (InterruptedException _) {
          // Goes on waiting.
        }
      }
      return new Outcome.Done<>(value);
    };
  }

  @Test
  void anAnswerComesFromAThreadOfItsOwn() {
    try (DeviceThread thread = new DeviceThread(LONG)) {
      Outcome<Thread> outcome = thread.call(() -> new Outcome.Done<>(Thread.currentThread()));
      Thread first = (Thread) assertInstanceOf(Outcome.Done.class, outcome).value();
      assertNotEquals(Thread.currentThread(), first);
      assertTrue(first.isDaemon());
      assertEquals(
          new Outcome.Done<>(first), thread.call(() -> new Outcome.Done<>(Thread.currentThread())));
    }
  }

  @Test
  void refusalsPassThrough() {
    Refusal exhausted = new Refusal.Exhausted(5, 3);
    try (DeviceThread thread = new DeviceThread(LONG)) {
      assertEquals(exhausted, refusal(thread.call(() -> Outcome.refused(exhausted))));
    }
  }

  @Test
  void whatIsThrownIsAFailureAndTheNextOperationGoesOn() {
    RuntimeException exception = new IllegalStateException("a driver's");
    Error error = new UnsatisfiedLinkError("no driver");
    try (DeviceThread thread = new DeviceThread(LONG)) {
      Refusal first =
          refusal(
              thread.call(() -> {
                throw exception;
              }));
      assertSame(exception, assertInstanceOf(Refusal.Failed.class, first).cause());
      Refusal second =
          refusal(
              thread.call(() -> {
                throw error;
              }));
      assertSame(error, assertInstanceOf(Refusal.Failed.class, second).cause());
      assertEquals(Outcome.done(), thread.call(Outcome::done));
    }
  }

  @Test
  void anInterruptWaitsUntilTheAnswerIsThere() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    try (DeviceThread thread = new DeviceThread(LONG)) {
      Thread releasing = Thread.ofVirtual().unstarted(released::countDown);
      Thread.currentThread().interrupt();
      Outcome<String> outcome =
          thread.call(() -> {
            releasing.start();
            return waiting(released, "the answer").get();
          });
      assertTrue(Thread.interrupted(), "the interrupt was lost");
      assertEquals(new Outcome.Done<>("the answer"), outcome);
      releasing.join();
    }
  }

  @Test
  void whatDoesNotEndInTimeIsLostAndAllElseRefusedAtOnce() {
    CountDownLatch released = new CountDownLatch(1);
    AtomicInteger called = new AtomicInteger();
    try (DeviceThread thread = new DeviceThread(SHORT)) {
      Refusal lost = new Refusal.Lost(SHORT);
      assertEquals(lost, refusal(thread.call(waiting(released, "late"))));
      assertEquals("the device did not answer within 0.1 s", lost.text());
      assertFalse(lost.leavesDeviceUsable());
      long begin = System.nanoTime();
      for (int i = 0; i < 1000; i++) {
        Outcome<Void> outcome =
            thread.call(() -> {
              called.incrementAndGet();
              return Outcome.done();
            });
        assertEquals(lost, refusal(outcome));
      }
      assertTrue(System.nanoTime() - begin < 1000 * SHORT.toNanos() / 2);
      released.countDown();
    }
    assertEquals(0, called.get());
  }

  @Test
  void anOperationMayTakeLongerThanOthersAndNoneLess() {
    CountDownLatch never = new CountDownLatch(1);
    Duration longer = SHORT.multipliedBy(4);
    try (DeviceThread thread = new DeviceThread(SHORT)) {
      assertEquals(
          new Outcome.Done<>("slow"), thread.call(() -> slept(SHORT.multipliedBy(2)), LONG));
      assertEquals(new Refusal.Lost(longer), refusal(thread.call(waiting(never, "late"), longer)));
      never.countDown();
    }
    try (DeviceThread thread = new DeviceThread(LONG)) {
      assertEquals(
          new Outcome.Done<>("slow"), thread.call(() -> slept(SHORT.multipliedBy(2)), SHORT));
    }
  }

  private static Outcome<String> slept(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      return Outcome.refused(new Refusal.Failed(e));
    }
    return new Outcome.Done<>("slow");
  }

  @Test
  void whatIsClosedBehindALostOperationIsClosedWhenThatEnds() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(2);
    try (DeviceThread thread = new DeviceThread(SHORT)) {
      thread.call(waiting(released, "late"));
      thread.close(closed::countDown);
      thread.close(() -> {
        throw new IllegalStateException("a resource that does not close keeps no other open");
      });
      thread.close(closed::countDown);
    }
    assertEquals(2, closed.getCount());
    released.countDown();
    assertTrue(closed.await(10, TimeUnit.SECONDS), "still open");
  }

  @Test
  void aResourceThatComesTooLateIsClosed() throws InterruptedException {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    AutoCloseable resource = closed::countDown;
    try (DeviceThread thread = new DeviceThread(SHORT)) {
      assertInstanceOf(Refusal.Lost.class, refusal(thread.call(waiting(released, resource))));
    }
    assertEquals(1, closed.getCount());
    released.countDown();
    assertTrue(closed.await(10, TimeUnit.SECONDS), "belongs to nobody, and is open");
  }

  @Test
  void closingWaitsForAResourceThatAnswers() {
    AtomicInteger closed = new AtomicInteger();
    try (DeviceThread thread = new DeviceThread(LONG)) {
      thread.close(closed::incrementAndGet);
      assertEquals(1, closed.get());
    }
  }
}
