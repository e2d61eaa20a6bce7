package dev.nibble.cli;

import dev.nibble.engine.BatchedGeneration;
import dev.nibble.engine.Batcher;
import dev.nibble.engine.ContextOverflowException;
import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.KvMemoryException;
import dev.nibble.engine.TextListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Prompts on their way through a batcher, into an output. */
final class BatchRun {
  private static final double NANOS = 1e9;

  /** A prompt that the batcher has. */
  private record Submitted(BatchPrompt prompt, CompletableFuture<Generation> result) {}

  private final Engine engine;
  private final Batcher batcher;
  private final BatchOutput output;
  private final int ahead;
  private final Consumer<BatchSummary> watcher;
  private final List<Submitted> submitted = new ArrayList<>();
  private final long begin = System.nanoTime();
  private int done;
  private int failed;
  private long promptTokens;
  private long generatedTokens;

  /**
   * Creates a run that has done nothing yet.
   *
   * @param engine whose memory the batcher uses
   * @param batcher continues the prompts
   * @param output receives the results
   * @param ahead how many prompts the batcher has at most, so that many cost no memory
   * @param watcher is told how far it is
   */
  BatchRun(
      Engine engine,
      Batcher batcher,
      BatchOutput output,
      int ahead,
      Consumer<BatchSummary> watcher) {
    this.engine = engine;
    this.batcher = batcher;
    this.output = output;
    this.ahead = ahead;
    this.watcher = watcher;
  }

  /** Continues one more prompt as soon as there is room, and works until there is. */
  void add(BatchPrompt prompt) throws IOException {
    while (submitted.size() == ahead) {
      step();
    }
    try {
      BatchedGeneration generation =
          batcher.submit(prompt.request(), prompt.priority(), TextListener.IGNORE);
      submitted.add(new Submitted(prompt, generation.result()));
    } catch (ContextOverflowException | KvMemoryException | IllegalArgumentException e) {
      fail(prompt, e);
    }
  }

  /** Works until all prompts are over. */
  void finish() throws IOException {
    while (!submitted.isEmpty()) {
      step();
    }
  }

  private void step() throws IOException {
    batcher.step();
    Iterator<Submitted> all = submitted.iterator();
    while (all.hasNext()) {
      Submitted one = all.next();
      if (one.result.isDone()) {
        all.remove();
        write(one);
      }
    }
    watcher.accept(summary());
  }

  private void write(Submitted over) throws IOException {
    if (over.result.state() == Future.State.FAILED) {
      fail(over.prompt, over.result.exceptionNow());
      return;
    }
    Generation generation = over.result.resultNow();
    output.write(BatchResult.line(over.prompt, generation));
    done++;
    promptTokens += generation.promptIds().size();
    generatedTokens += generation.ids().size();
  }

  private void fail(BatchPrompt prompt, Throwable reason) throws IOException {
    output.write(BatchResult.line(prompt, reason));
    done++;
    failed++;
  }

  /** How far it is. */
  BatchSummary summary() {
    return new BatchSummary(
        done,
        failed,
        promptTokens,
        generatedTokens,
        (System.nanoTime() - begin) / NANOS,
        batcher.meters(),
        engine.kvMeters());
  }
}
