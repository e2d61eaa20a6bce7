package dev.nibble.engine;

import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.measure.DecodeEvent;
import dev.nibble.engine.measure.DecodePace;
import dev.nibble.engine.measure.PrefillEvent;
import dev.nibble.engine.model.Transformer;
import dev.nibble.engine.sampling.Candidates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * The memory of one sequence. Each call starts a new sequence in it, except {@link #advance}, and
 * {@link #generate} where a sequence was restored.
 *
 * <p>A prompt goes through the model in batches, and may be given up {@linkplain
 * TextListener#prefilled between two of them}: what was computed is the sequence then.
 *
 * <p>{@link #save} writes the sequence to a file, {@link #restore} reads it back, in this process
 * or another. The next {@code generate} keeps the longest beginning that the restored tokens and
 * its prompt's have in common and computes the rest; the last token of the prompt is always
 * computed, for its logits. Those after it start new sequences again.
 *
 * <p>A {@linkplain Engine#newSharingSession sharing} session has each {@code generate} begin with
 * what others have computed of the same tokens.
 *
 * <p>Not safe for use by several threads at once; different sessions of one engine are.
 */
public final class Session implements AutoCloseable {
  /** Rows of logits that are computed together: enough to share the weights, small in memory. */
  private static final int LOGITS_BATCH = 32;

  private final Engine engine;
  private final int vocabularySize;

  private BlockTable cache;

  /** Whether the next sequence may begin with what is here of the last one. */
  private boolean reusable;

  /** What the last block left behind the last tokens that were run, {@code [tokens][width]}. */
  private float[] states;

  /** The token of {@link #advance}. */
  private final int[] one = new int[1];

  private final PrefillEvent prefill = new PrefillEvent();
  private final DecodeEvent decode = new DecodeEvent();

  Session(Engine engine, BlockTable cache) {
    this.engine = engine;
    this.cache = cache;
    this.vocabularySize = engine.config().vocabularySize();
    this.states = new float[engine.config().width()];
  }

  /**
   * Continues a prompt. What the listener throws ends the text and is thrown here; the session can
   * be used on.
   *
   * @param request what to generate
   * @param listener receives the text while it is made, in the calling thread
   * @return the whole of it
   * @throws ContextOverflowException if the prompt does not fit the context
   * @throws KvMemoryException if there is no memory for the keys and values of the prompt
   * @throws DeadEndException if the constraint asks for what no token of the vocabulary spells
   * @throws dev.nibble.tokenizer.constrain.ConstraintLimitException if the constraint's grammar is
   *     too ambiguous
   * @throws IllegalArgumentException if the prompt has no token at all, or the constraint was made
   *     by another engine
   */
  public Generation generate(GenerationRequest request, TextListener listener) {
    return generate(request, listener, Drafter.NONE);
  }

  /**
   * Continues a prompt. Tokens that the drafter guesses go through the model together with the one
   * that was chosen before them (Leviathan et al. 2023), as many as are computed by the same sums
   * as each by itself. Each token is then chosen from its own logits, so that the text is the same
   * as without a drafter: what was guessed wrong costs time alone.
   *
   * @param request what to generate
   * @param listener receives the text while it is made
   * @param drafter guesses the tokens that come next
   * @return the whole of it
   * @throws ContextOverflowException if the prompt does not fit the context
   * @throws KvMemoryException if there is no memory for the keys and values of the prompt
   * @throws DeadEndException if the constraint asks for what no token of the vocabulary spells
   * @throws dev.nibble.tokenizer.constrain.ConstraintLimitException if the constraint's grammar is
   *     too ambiguous
   * @throws IllegalArgumentException if the prompt has no token at all, the constraint was made by
   *     another engine, or the drafter guesses what is no token
   */
  public Generation generate(GenerationRequest request, TextListener listener, Drafter drafter) {
    final long begin = System.nanoTime();
    Continuation continuation = new Continuation(request, listener, engine.tokenizer());
    final int kept = startBehindReused(continuation.prompt());
    Draft draft = new Draft(drafter, engine);
    float[] logits = new float[draft.mostRows() * vocabularySize];
    Candidates candidates = new Candidates(vocabularySize);
    if (states.length < draft.mostRows() * engine.config().width()) {
      states = new float[draft.mostRows() * engine.config().width()];
    }
    final long prefillBegin = System.nanoTime();
    int computed = prefill(continuation.prompt(), kept, continuation::prefilled, logits);
    final long prefillNanos = System.nanoTime() - prefillBegin;
    decode.begin();
    DecodePace pace = new DecodePace();
    while (continuation.end().isEmpty()) {
      int id = choose(continuation, draft, logits, candidates);
      if (continuation.end().isEmpty()) {
        continueWith(id, continuation, draft, pace, logits);
      }
    }
    Generation generation = continuation.finish(begin, kept, computed, prefillNanos);
    decode.generated(generation.meters(), false);
    return generation;
  }

  /** Chooses tokens for as long as they are those of the draft; the last one need not be. */
  private int choose(
      Continuation continuation, Draft draft, float[] logits, Candidates candidates) {
    int accepted = 0;
    int id = continuation.choose(logits, 0, candidates);
    continuation.accept(id);
    while (continuation.end().isEmpty() && draft.isNext(accepted, id)) {
      accepted++;
      id = continuation.choose(logits, accepted * vocabularySize, candidates);
      continuation.accept(id);
    }
    if (draft.count() > 0) {
      cache.truncate(cache.length() - draft.count() + accepted);
      continuation.countDraft(draft.count(), accepted);
      draft.end(accepted);
    }
    return id;
  }

  private void continueWith(
      int id, Continuation continuation, Draft draft, DecodePace pace, float[] logits) {
    int room = cache.capacity() - cache.length();
    if (room == 0) {
      continuation.end(StopReason.CONTEXT_END);
    } else if (!cache.reserve(1)) {
      continuation.end(StopReason.MEMORY_END);
    } else {
      draft.begin(id, continuation.history(), Math.min(room, continuation.remaining()) - 1);
      if (draft.count() > 0 && !cache.reserve(1 + draft.count())) {
        draft.drop();
      }
      int rows = 1 + draft.count();
      long begin = System.nanoTime();
      engine.run(draft.ids(), 0, rows, cache, rows, states);
      engine.logits(states, 0, rows, logits);
      if (rows == 1) {
        pace.add(System.nanoTime() - begin);
      }
    }
  }

  /**
   * The logits behind each of some tokens.
   *
   * @param ids the tokens, exactly: nothing is added
   * @param listener receives the logits of each position in turn
   * @throws ContextOverflowException if there are more tokens than the context has positions
   * @throws KvMemoryException if there is no memory for the keys and values of the tokens
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   */
  public void logits(int[] ids, LogitsListener listener) {
    logits(ids, 0, listener);
  }

  /**
   * The logits behind each of some tokens from a position on. Those before it cost no logits.
   *
   * @param ids the tokens, exactly: nothing is added
   * @param first the first position whose logits are wanted
   * @param listener receives the logits of each position in turn
   * @throws ContextOverflowException if there are more tokens than the context has positions
   * @throws KvMemoryException if there is no memory for the keys and values of the tokens
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   * @throws IndexOutOfBoundsException if there is no token at {@code first}
   */
  public void logits(int[] ids, int first, LogitsListener listener) {
    start(ids);
    Objects.checkIndex(first, ids.length);
    int mostRows = Math.min(Transformer.MAX_BATCH, ids.length - first);
    float[] states = new float[mostRows * engine.config().width()];
    float[] logits = new float[Math.min(LOGITS_BATCH, mostRows) * vocabularySize];
    final long begin = System.nanoTime();
    prefill.begin();
    for (int from = 0; from < ids.length; from += Transformer.MAX_BATCH) {
      int end = Math.min(from + Transformer.MAX_BATCH, ids.length);
      int wanted = Math.clamp(first, from, end);
      engine.run(ids, from, end - from, cache, end - wanted, states);
      for (int at = wanted; at < end; at += LOGITS_BATCH) {
        int rows = Math.min(LOGITS_BATCH, end - at);
        engine.logits(states, at - wanted, rows, logits);
        for (int row = 0; row < rows; row++) {
          listener.accept(at + row, logits, row * vocabularySize);
        }
      }
    }
    prefill.computed(ids.length, 0, false, System.nanoTime() - begin);
  }

  /**
   * The logits behind the last of some tokens.
   *
   * @param ids the tokens, exactly: nothing is added
   * @return {@code [vocabulary]}
   * @throws ContextOverflowException if there are more tokens than the context has positions
   * @throws KvMemoryException if there is no memory for the keys and values of the tokens
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   */
  public float[] logits(int... ids) {
    start(ids);
    float[] logits = new float[vocabularySize];
    prefill(ids, 0, _ -> true, logits);
    return logits;
  }

  /**
   * Starts a sequence and computes the logits behind its last token, without allocating memory.
   *
   * @param ids the tokens, exactly: nothing is added
   * @param logits receives {@code [vocabulary]}
   * @throws ContextOverflowException if there are more tokens than the context has positions
   * @throws KvMemoryException if there is no memory for the keys and values of the tokens
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   */
  public void begin(int[] ids, float[] logits) {
    start(ids);
    prefill(ids, 0, _ -> true, logits);
  }

  /**
   * Runs one more token of the sequence and computes the logits behind it, without allocating
   * memory.
   *
   * @param id the token
   * @param logits receives {@code [vocabulary]}
   * @throws ContextOverflowException if the context is full
   * @throws KvMemoryException if there is no memory for the keys and values of the token
   * @throws IllegalArgumentException if the token is not in the vocabulary
   */
  public void advance(int id, float[] logits) {
    prepare(id);
    runOne(id, logits);
  }

  /** Makes room for one more token. */
  void prepare(int id) {
    if (cache.length() == cache.capacity()) {
      throw new ContextOverflowException(cache.length() + 1, cache.capacity());
    }
    engine.checkVocabulary(id);
    engine.reserve(cache, 1);
  }

  BlockTable cache() {
    return cache;
  }

  private void runOne(int id, float[] logits) {
    final long begin = System.nanoTime();
    decode.begin();
    one[0] = id;
    run(one, 0, 1, _ -> true, logits);
    decode.advanced(1, cache.length(), System.nanoTime() - begin);
  }

  /** Has the next generation compute only what its prompt does not have in common with this one. */
  void reuse() {
    reusable = true;
  }

  /** How many tokens the sequence has. */
  int length() {
    return cache.length();
  }

  /** Forgets all tokens from a position on. */
  void rewind(int length) {
    cache.truncate(length);
  }

  /**
   * Runs more tokens of the sequence and computes the logits behind the last of them.
   *
   * @param ids holds the tokens, all in the vocabulary
   * @param from the first of them
   * @param end one past the last
   * @param logits receives {@code [vocabulary]}
   * @return whether there was room; where there was none, nothing has changed
   */
  boolean extend(int[] ids, int from, int end, float[] logits) {
    if (!cache.reserve(end - from)) {
      return false;
    }
    run(ids, from, end, _ -> true, logits);
    return true;
  }

  private void start(int[] ids) {
    engine.checkPrompt(ids, cache.capacity());
    restart(0);
  }

  /** Starts a sequence; returns how many of its tokens need not be computed. */
  private int startBehindReused(int[] ids) {
    engine.checkPrompt(ids, cache.capacity());
    int kept = 0;
    if (reusable) {
      int mismatch = Arrays.mismatch(ids, cache.ids());
      kept = mismatch < 0 ? ids.length - 1 : Math.min(mismatch, ids.length - 1);
    }
    restart(kept);
    return kept + cache.adopt(ids, ids.length - 1);
  }

  private void restart(int kept) {
    cache.truncate(kept);
    reusable = false;
  }

  /**
   * Runs a prompt from a token on, and computes the logits behind its last, unless it is given up.
   *
   * @param goOn is told behind each batch how many tokens there are, and says whether to go on
   * @return how many tokens it ran
   */
  private int prefill(int[] ids, int kept, IntPredicate goOn, float[] logits) {
    final long begin = System.nanoTime();
    prefill.begin();
    int end = run(ids, kept, ids.length, goOn, logits);
    prefill.computed(end - kept, kept, false, System.nanoTime() - begin);
    return end - kept;
  }

  /** Runs tokens and computes the logits behind the last of them; returns one past the last. */
  private int run(int[] ids, int begin, int end, IntPredicate goOn, float[] logits) {
    boolean going = true;
    int from = begin;
    while (from < end && going) {
      int count = Math.min(Transformer.MAX_BATCH, end - from);
      engine.run(ids, from, count, cache, 1, states);
      from += count;
      going = goOn.test(from);
    }
    if (going) {
      engine.logits(states, 0, 1, logits);
    }
    return from;
  }

  /**
   * Writes the sequence to a file: its tokens and what was computed of them, but not the last token
   * of a generation, behind which nothing was computed.
   *
   * @param file the file to make or to replace
   * @throws IllegalArgumentException if it is the model
   * @throws IOException if it cannot be written; the file is then as it was
   */
  public void save(Path file) throws IOException {
    new SessionFile(file, engine).write(cache);
  }

  /**
   * Takes the sequence of a file in place of the present one. Kernels and threads may be others
   * than those that wrote it. Both sequences are in memory until all of the file is read.
   *
   * @param file what {@link #save} wrote
   * @throws SessionFileException if it is damaged, or does not fit this model, this engine's type
   *     of keys and values, or this session's positions; the session is then as it was
   * @throws IOException if it cannot be read; the session is then as it was
   * @throws KvMemoryException if there is no memory for it; the session is then as it was
   */
  public void restore(Path file) throws IOException {
    BlockTable read = cache.sibling();
    try {
      new SessionFile(file, engine).read(read);
    } catch (Throwable e) {
      read.close();
      throw e;
    }
    cache.close();
    cache = read;
    reusable = true;
  }

  /** Frees the memory. */
  @Override
  public void close() {
    cache.close();
  }
}
