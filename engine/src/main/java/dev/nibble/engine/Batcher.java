package dev.nibble.engine;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.measure.BatchMeters;
import dev.nibble.engine.sampling.Candidates;
import dev.nibble.engine.schedule.Limits;
import dev.nibble.engine.schedule.Scheduler;
import dev.nibble.engine.schedule.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Generates many texts at once: their tokens go through the model together, so that weights are
 * read once for all. Texts join and leave between steps, and share the memory of what they have in
 * common. Each is what it would be by itself, as far as rounding lets it: a token is computed by
 * the same sums beside any others with the scalar kernels, and with the vector kernels as long as a
 * step has fewer than 8 tokens, or always 8 or more.
 *
 * <p>Tokens are chosen by all worker threads, a text each; listeners are called by the one that
 * calls {@link #step}. {@link #submit} may be called by any thread, the other methods by one at a
 * time.
 */
public final class Batcher implements AutoCloseable {
  private final Engine engine;
  private final Scheduler scheduler;
  private final int vocabularySize;
  private final Batch batch = new Batch();
  private final Queue<BatchedGeneration> submitted = new ConcurrentLinkedQueue<>();
  private final Map<Sequence, BatchedGeneration> active = new HashMap<>();
  private final List<BatchedGeneration> completed = new ArrayList<>();

  /** One a worker. */
  private final List<Candidates> candidates = new ArrayList<>();

  private final int[] wanted;
  private final int[] chosen;
  private final @Nullable RuntimeException[] failures;
  private final float[] states;
  private float[] logits = new float[0];

  Batcher(Engine engine, Scheduler scheduler, Limits limits) {
    this.engine = engine;
    this.scheduler = scheduler;
    vocabularySize = engine.config().vocabularySize();
    wanted = new int[limits.sequences()];
    chosen = new int[limits.sequences()];
    failures = new RuntimeException[limits.sequences()];
    for (int i = 0; i < engine.threads(); i++) {
      candidates.add(new Candidates(vocabularySize));
    }
    states = new float[limits.sequences() * engine.config().width()];
  }

  /**
   * Lets a text wait for its turn.
   *
   * @param request what to generate
   * @param priority the higher goes first; among equals who came first
   * @param listener receives the text while it is made, in a thread that calls {@link #step}
   * @return the text to come
   * @throws ContextOverflowException if the prompt does not fit the context
   * @throws KvMemoryException if the memory for keys and values does not hold the prompt and all
   *     tokens that it asks for, even alone
   * @throws IllegalArgumentException if the prompt has no token at all
   */
  public BatchedGeneration submit(GenerationRequest request, int priority, TextListener listener) {
    Continuation continuation = new Continuation(request, listener, engine.tokenizer());
    int[] prompt = continuation.prompt();
    engine.checkPrompt(prompt, engine.contextLength());
    int context = engine.contextLength();
    long positions = (long) prompt.length + Math.max(0, request.maxTokens() - 1);
    int required = (int) Math.min(context, positions);
    if (required > engine.kvPositions()) {
      throw new KvMemoryException(required, engine.kvMeters());
    }
    BatchedGeneration generation =
        new BatchedGeneration(continuation, new Sequence(prompt, context, priority));
    submitted.add(generation);
    return generation;
  }

  /**
   * Runs one forward pass, chooses a token for each text whose tokens it has completed, and hands
   * texts out. A listener that fails ends its own text alone.
   *
   * @return whether there is more to do
   */
  public boolean step() {
    takeSubmitted();
    endCancelled();
    List<Sequence> planned = scheduler.plan(batch);
    if (planned.isEmpty()) {
      scheduler.stuck().ifPresent(this::endStuck);
    } else {
      compute(planned);
    }
    return !active.isEmpty() || !submitted.isEmpty();
  }

  private void takeSubmitted() {
    BatchedGeneration next = submitted.poll();
    while (next != null) {
      active.put(next.sequence(), next);
      scheduler.add(next.sequence());
      next = submitted.poll();
    }
  }

  private void endCancelled() {
    for (BatchedGeneration generation : List.copyOf(active.values())) {
      if (generation.isCancelled()) {
        end(generation, StopReason.CANCELLED);
      }
    }
  }

  /** The text of a sequence that the scheduler knows. */
  private BatchedGeneration active(Sequence sequence) {
    return Objects.requireNonNull(active.get(sequence));
  }

  private void endStuck(Sequence sequence) {
    BatchedGeneration generation = active(sequence);
    if (generation.continuation().generated() > 0) {
      end(generation, StopReason.MEMORY_END);
    } else {
      remove(generation);
      int positions = generation.continuation().prompt().length;
      generation.fail(new KvMemoryException(positions, engine.kvMeters()));
    }
  }

  private void compute(List<Sequence> planned) {
    int rows = 0;
    for (int i = 0; i < planned.size(); i++) {
      active(planned.get(i)).start();
      if (planned.get(i).isComputedBy(batch.count(i))) {
        wanted[rows++] = batch.first(i) + batch.count(i) - 1;
      }
    }
    if (logits.length < rows * vocabularySize) {
      logits = new float[rows * vocabularySize];
    }
    engine.run(batch, wanted, rows, states, logits);
    completed.clear();
    for (Sequence sequence : planned) {
      if (sequence.isComputed()) {
        active(sequence).prompted();
        completed.add(active(sequence));
      }
    }
    engine.each(rows, this::choose);
    for (int row = 0; row < rows; row++) {
      RuntimeException failure = failures[row];
      if (failure == null) {
        accept(completed.get(row), chosen[row]);
      } else {
        fail(completed.get(row), failure);
      }
    }
  }

  /** A text that no token follows fails alone, when it is its turn. */
  private void choose(int row, int worker) {
    Continuation continuation = completed.get(row).continuation();
    failures[row] = null;
    try {
      chosen[row] = continuation.choose(logits, row * vocabularySize, candidates.get(worker));
    } catch (RuntimeException e) {
      failures[row] = e;
    }
  }

  private void accept(BatchedGeneration generation, int id) {
    try {
      if (generation.continuation().end().isPresent() || !generation.accept(id)) {
        finish(generation);
      }
    } catch (RuntimeException e) {
      fail(generation, e);
    }
  }

  private void fail(BatchedGeneration generation, RuntimeException reason) {
    remove(generation);
    generation.fail(reason);
  }

  private void end(BatchedGeneration generation, StopReason reason) {
    generation.continuation().end(reason);
    finish(generation);
  }

  private void finish(BatchedGeneration generation) {
    remove(generation);
    generation.finish();
  }

  private void remove(BatchedGeneration generation) {
    active.remove(generation.sequence());
    scheduler.remove(generation.sequence());
  }

  /** What it does and did. */
  public BatchMeters meters() {
    return scheduler.meters();
  }

  /** Ends the texts that are not over, and frees their memory. */
  @Override
  public void close() {
    takeSubmitted();
    for (BatchedGeneration generation : List.copyOf(active.values())) {
      end(generation, StopReason.CANCELLED);
    }
  }
}
