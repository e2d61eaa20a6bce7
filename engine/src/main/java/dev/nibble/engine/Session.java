package dev.nibble.engine;

import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.measure.GenerationMeters;
import dev.nibble.engine.model.Transformer;
import dev.nibble.engine.sampling.Sampler;
import dev.nibble.engine.sampling.TokenHistory;
import dev.nibble.tokenizer.DecodeOptions;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.StreamingDecoder;
import dev.nibble.tokenizer.Vocabulary;
import java.util.List;
import java.util.Objects;

/**
 * The memory of one sequence. Each call starts a new sequence in it, except {@link #advance}.
 *
 * <p>Not safe for use by several threads at once; different sessions of one engine are.
 */
public final class Session implements AutoCloseable {
  /** Rows of logits that are computed together: enough to share the weights, small in memory. */
  private static final int LOGITS_BATCH = 32;

  private final Engine engine;
  private final KvCache cache;
  private final int vocabularySize;

  /** What the last block left behind the last token that was run. */
  private final float[] state;

  /** The token of {@link #runOne}. */
  private final int[] one = new int[1];

  Session(Engine engine, KvCache cache) {
    this.engine = engine;
    this.cache = cache;
    this.vocabularySize = engine.config().vocabularySize();
    this.state = new float[engine.config().width()];
  }

  /**
   * Continues a prompt.
   *
   * @param request what to generate
   * @param listener receives the text while it is made
   * @return the whole of it
   * @throws ContextOverflowException if the prompt does not fit the context
   * @throws IllegalArgumentException if the prompt has no token at all
   */
  public Generation generate(GenerationRequest request, TextListener listener) {
    return new Run(request, listener).run();
  }

  /**
   * The logits behind each of some tokens.
   *
   * @param ids the tokens, exactly: nothing is added
   * @param listener receives the logits of each position in turn
   * @throws ContextOverflowException if there are more tokens than the context has positions
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
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   * @throws IndexOutOfBoundsException if there is no token at {@code first}
   */
  public void logits(int[] ids, int first, LogitsListener listener) {
    start(ids);
    Objects.checkIndex(first, ids.length);
    int mostRows = Math.min(Transformer.MAX_BATCH, ids.length - first);
    float[] states = new float[mostRows * engine.config().width()];
    float[] logits = new float[Math.min(LOGITS_BATCH, mostRows) * vocabularySize];
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
  }

  /**
   * The logits behind the last of some tokens.
   *
   * @param ids the tokens, exactly: nothing is added
   * @return {@code [vocabulary]}
   * @throws ContextOverflowException if there are more tokens than the context has positions
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   */
  public float[] logits(int... ids) {
    start(ids);
    float[] logits = new float[vocabularySize];
    run(ids, logits);
    return logits;
  }

  /**
   * Starts a sequence and computes the logits behind its last token, without allocating memory.
   *
   * @param ids the tokens, exactly: nothing is added
   * @param logits receives {@code [vocabulary]}
   * @throws ContextOverflowException if there are more tokens than the context has positions
   * @throws IllegalArgumentException if there is no token, or one that is not in the vocabulary
   */
  public void begin(int[] ids, float[] logits) {
    start(ids);
    run(ids, logits);
  }

  /**
   * Runs one more token of the sequence and computes the logits behind it, without allocating
   * memory.
   *
   * @param id the token
   * @param logits receives {@code [vocabulary]}
   * @throws ContextOverflowException if the context is full
   * @throws IllegalArgumentException if the token is not in the vocabulary
   */
  public void advance(int id, float[] logits) {
    if (cache.length() == cache.capacity()) {
      throw new ContextOverflowException(cache.length() + 1, cache.capacity());
    }
    checkVocabulary(id);
    runOne(id, logits);
  }

  private void runOne(int id, float[] logits) {
    one[0] = id;
    run(one, logits);
  }

  private void start(int[] ids) {
    if (ids.length == 0) {
      throw new IllegalArgumentException(
          "the prompt is empty, and the model puts no token in front: give it a text");
    }
    if (ids.length > cache.capacity()) {
      throw new ContextOverflowException(ids.length, cache.capacity());
    }
    for (int id : ids) {
      checkVocabulary(id);
    }
    cache.truncate(0);
  }

  private void checkVocabulary(int id) {
    if (id < 0 || id >= vocabularySize) {
      throw new IllegalArgumentException(
          "token %d is not in the vocabulary of %d".formatted(id, vocabularySize));
    }
  }

  /** Runs tokens and computes the logits behind the last of them. */
  private void run(int[] ids, float[] logits) {
    for (int from = 0; from < ids.length; from += Transformer.MAX_BATCH) {
      int count = Math.min(Transformer.MAX_BATCH, ids.length - from);
      engine.run(ids, from, count, cache, 1, state);
    }
    engine.logits(state, 0, 1, logits);
  }

  /** Frees the memory. */
  @Override
  public void close() {
    cache.close();
  }

  /** One generation. */
  private final class Run {
    private final GenerationRequest request;
    private final TextListener listener;
    private final Vocabulary vocabulary = engine.tokenizer().vocabulary();
    private final StreamingDecoder decoder =
        engine.tokenizer().streamingDecoder(DecodeOptions.continuing());
    private final StopMatcher stops;
    private final Sampler sampler;
    private final TokenHistory history = new TokenHistory();
    private final float[] logits = new float[vocabularySize];
    private final StringBuilder text = new StringBuilder();
    private int generated;
    private int last;
    private boolean cancelled;
    private long firstTokenAt;

    Run(GenerationRequest request, TextListener listener) {
      this.request = request;
      this.listener = listener;
      this.stops = new StopMatcher(request.stops());
      this.sampler = new Sampler(request.sampling(), vocabularySize);
    }

    Generation run() {
      final long begin = System.nanoTime();
      int[] prompt =
          engine
              .tokenizer()
              .encode(
                  request.prompt(), new EncodeOptions(vocabulary.addBos(), request.parseSpecial()));
      start(prompt);
      history.addAll(prompt);
      final long prefillBegin = System.nanoTime();
      Session.this.run(prompt, logits);
      final long prefillEnd = System.nanoTime();
      firstTokenAt = prefillEnd;
      StopReason reason = null;
      while (reason == null) {
        if (generated == request.maxTokens()) {
          reason = StopReason.TOKEN_LIMIT;
        } else if (generated > 0 && !advance()) {
          reason = StopReason.CONTEXT_END;
        } else {
          reason = step();
        }
      }
      finishText();
      GenerationMeters meters =
          new GenerationMeters(
              prompt.length,
              prefillEnd - prefillBegin,
              generated,
              firstTokenAt - begin,
              System.nanoTime() - firstTokenAt);
      List<Integer> ids = history.ids();
      return new Generation(
          text.toString(),
          ids.subList(0, prompt.length),
          ids.subList(prompt.length, ids.size()),
          reason,
          meters);
    }

    /** Runs the last token; false where the context has no room for it. */
    private boolean advance() {
      if (cache.length() == cache.capacity()) {
        return false;
      }
      runOne(last, logits);
      return true;
    }

    /** Chooses a token; returns why the text ends with it, or null where it goes on. */
    private StopReason step() {
      int id = sampler.next(logits, history);
      if (!request.ignoreEos() && ends(id)) {
        return StopReason.END_TOKEN;
      }
      if (generated == 0) {
        firstTokenAt = System.nanoTime();
      }
      last = id;
      history.add(id);
      generated++;
      emit(stops.append(decoder.append(id)));
      if (stops.matched()) {
        return StopReason.STOP_STRING;
      }
      return cancelled ? StopReason.CANCELLED : null;
    }

    /** A generated BOS begins another text: the one that was asked for is over. */
    private boolean ends(int id) {
      return vocabulary.isEndOfGeneration(id)
          || (vocabulary.bos().isPresent() && vocabulary.bos().getAsInt() == id);
    }

    private void finishText() {
      if (!stops.matched() && !cancelled) {
        emit(stops.append(decoder.flush()));
        if (!stops.matched()) {
          emit(stops.flush());
        }
      }
    }

    private void emit(String piece) {
      if (!piece.isEmpty()) {
        text.append(piece);
        cancelled |= !listener.accept(piece);
      }
    }
  }
}
