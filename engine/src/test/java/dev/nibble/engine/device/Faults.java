package dev.nibble.engine.device;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** Counts the operations of a device, and has something go wrong at one of them. */
public final class Faults {
  private static final float[][] NO_NUMBERS = {};

  private final Fault fault;
  private final int at;
  private final List<String> operations = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile int firedAt = -1;

  /**
   * Plans a fault.
   *
   * @param fault what goes wrong
   * @param at the operation at which it does, from 0
   */
  public Faults(Fault fault, int at) {
    this.fault = fault;
    this.at = at;
  }

  /** The names of the operations that were called, in order. */
  public List<String> operations() {
    return List.copyOf(operations);
  }

  /** Whether the fault has had an effect: some operations have no numbers to spoil. */
  public boolean fired() {
    return firedAt >= 0;
  }

  /** The operation at which it had its first effect; -1 where it had none. */
  public int firedAt() {
    return firedAt;
  }

  /** Lets an operation that hangs go on. */
  public void release() {
    released.countDown();
  }

  <T> Outcome<T> call(String name, Supplier<Outcome<T>> operation) {
    return call(name, operation, () -> NO_NUMBERS, () -> NO_NUMBERS);
  }

  /**
   * Calls an operation.
   *
   * @param results what it computes
   * @param stored keys and values that it hands out
   */
  <T> Outcome<T> call(
      String name,
      Supplier<Outcome<T>> operation,
      Supplier<float[][]> results,
      Supplier<float[][]> stored) {
    int number;
    synchronized (operations) {
      number = operations.size();
      operations.add(name);
    }
    boolean once = number == at;
    boolean lasting = number >= at;
    return switch (fault) {
      case NONE -> operation.get();
      case OUT_OF_MEMORY ->
          once ? refused(number, new Refusal.Exhausted(4711, 42)) : operation.get();
      case OUT_OF_MEMORY_FROM_THEN_ON ->
          lasting ? refused(number, new Refusal.Exhausted(4711, 42)) : operation.get();
      case OUT_OF_SLOTS ->
          lasting && name.startsWith("resize") && !name.equals("resize 1")
              ? refused(number, new Refusal.Exhausted(4711, 42))
              : operation.get();
      case UNSUPPORTED ->
          once ? refused(number, new Refusal.Unsupported("a test")) : operation.get();
      case FAILED ->
          once
              ? refused(number, new Refusal.Failed(new IllegalStateException("the test's driver")))
              : operation.get();
      case EXCEPTION -> {
        if (once) {
          firedAt = number;
          throw new IllegalStateException("the test's driver");
        }
        yield operation.get();
      }
      case HANG -> {
        if (once) {
          firedAt = number;
          hang();
        }
        yield operation.get();
      }
      case NAN -> spoilt(number, once, Float.NaN, operation, results);
      case WRONG -> spoilt(number, lasting, 1.5f, operation, results);
      case WRONG_ONCE -> spoilt(number, once, 1.5f, operation, results);
      case WRONG_KEYS -> spoilt(number, lasting, 1.5f, operation, stored);
      case WRONG_KEYS_ONCE -> spoilt(number, once, 1.5f, operation, stored);
    };
  }

  private <T> Outcome<T> refused(int number, Refusal refusal) {
    firedAt = number;
    return Outcome.refused(refusal);
  }

  /** As drivers do, this does not listen to interrupts. */
  private void hang() {
    boolean waiting = true;
    while (waiting) {
      try {
        released.await();
        waiting = false;
      } catch (InterruptedException _) {
        // Goes on waiting.
      }
    }
  }

  private <T> Outcome<T> spoilt(
      int number,
      boolean now,
      float factor,
      Supplier<Outcome<T>> operation,
      Supplier<float[][]> numbers) {
    Outcome<T> outcome = operation.get();
    if (now) {
      for (float[] some : numbers.get()) {
        firedAt = firedAt < 0 ? number : firedAt;
        for (int i = 0; i < some.length; i++) {
          some[i] = some[i] * factor + 0.01f;
        }
      }
    }
    return outcome;
  }
}
