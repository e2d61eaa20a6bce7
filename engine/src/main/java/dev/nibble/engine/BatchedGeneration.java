package dev.nibble.engine;

import dev.nibble.engine.measure.DecodeEvent;
import dev.nibble.engine.measure.PrefillEvent;
import dev.nibble.engine.schedule.Sequence;
import java.util.concurrent.CompletableFuture;

/** A text that a {@link Batcher} generates. Safe for use by several threads. */
public final class BatchedGeneration {
  private final Continuation continuation;
  private final Sequence sequence;
  private final long begin = System.nanoTime();
  private final CompletableFuture<Generation> result = new CompletableFuture<>();
  private final PrefillEvent prefill = new PrefillEvent();
  private final DecodeEvent decode = new DecodeEvent();
  private long prefillBegin;
  private long prefillNanos;
  private int computed;
  private volatile boolean cancelled;

  BatchedGeneration(Continuation continuation, Sequence sequence) {
    this.continuation = continuation;
    this.sequence = sequence;
  }

  /** Ends the text before the next step; the result is what it was until then. */
  public void cancel() {
    cancelled = true;
  }

  /**
   * The whole of it, once it is over.
   *
   * @return a copy, which fails with what the listener threw, with a {@link KvMemoryException}
   *     where there was no memory even for the prompt, and with a {@link DeadEndException} where
   *     the constraint asks for what no token spells; cancelling or completing it changes nothing
   */
  public CompletableFuture<Generation> result() {
    return result.copy();
  }

  boolean isCancelled() {
    return cancelled;
  }

  Sequence sequence() {
    return sequence;
  }

  Continuation continuation() {
    return continuation;
  }

  /** Goes through the model for the first time. */
  void start() {
    if (prefillBegin == 0) {
      prefillBegin = System.nanoTime();
      prefill.begin();
    }
  }

  /** Its prompt went through the model. */
  void prompted() {
    if (prefillNanos == 0) {
      prefillNanos = System.nanoTime() - prefillBegin;
      int found = sequence.found();
      computed = continuation.prompt().length - found;
      prefill.computed(computed, found, true, prefillNanos);
      decode.begin();
    }
  }

  /**
   * Goes on with a token, which the next pass computes.
   *
   * @return whether the text goes on
   */
  boolean accept(int id) {
    continuation.accept(id);
    if (continuation.end().isEmpty()) {
      if (sequence.hasRoom()) {
        sequence.append(id);
      } else {
        continuation.end(StopReason.CONTEXT_END);
      }
    }
    return continuation.end().isEmpty();
  }

  /** Hands the result out; where the listener refuses the end of the text, it failed. */
  void finish() {
    try {
      Generation generation = continuation.finish(begin, 0, computed, prefillNanos);
      decode.generated(generation.meters(), true);
      result.complete(generation);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  void fail(RuntimeException reason) {
    result.completeExceptionally(reason);
  }
}
