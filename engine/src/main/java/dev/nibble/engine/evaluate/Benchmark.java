package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.engine.architecture.ForwardWork;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.tokenizer.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Times the forward pass on random tokens, as llama-bench does: no text, no sampling; of a prompt
 * the logits behind the last token alone; generated tokens one at a time from an empty context, of
 * several sequences one each in a pass.
 *
 * <p>First come unmeasured repetitions, until the speeds of three successive windows agree within 3
 * %: compiled code is replaced by better for some seconds. A window is as many repetitions as fill
 * a second.
 *
 * @see <a
 *     href="https://github.com/ggml-org/llama.cpp/tree/master/tools/llama-bench">llama-bench</a>
 */
public final class Benchmark {
  private static final int WINDOWS = 3;
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final long SEED = 42;

  private final Engine engine;
  private final BenchTest test;
  private final int[] prompt;
  private final int[] generated;
  private final int[] token;
  private final float[] logits;

  /**
   * Chooses the tokens: always the same ones for a vocabulary.
   *
   * @param engine the model
   * @param test what to time
   */
  public Benchmark(Engine engine, BenchTest test) {
    this.engine = engine;
    this.test = test;
    int vocabulary = engine.config().vocabularySize();
    Random random = new Random(SEED);
    int[] ids = random.ints(test.positions(), 0, vocabulary).toArray();
    Vocabulary known = engine.tokenizer().vocabulary();
    if (known.addBos() && known.bos().isPresent()) {
      ids[0] = known.bos().getAsInt();
    }
    int first = Math.max(1, test.promptTokens());
    prompt = Arrays.copyOf(ids, first);
    generated = Arrays.copyOfRange(ids, first, ids.length);
    logits = new float[test.sequences() * vocabulary];
    token = new int[test.sequences()];
  }

  /**
   * Warms up and measures.
   *
   * @param repetitions how many are measured, 1 or more
   * @param warmUpLimit when to end the warm-up at the latest; one repetition is finished in any
   *     case
   * @return the times
   * @throws IllegalArgumentException if there is nothing to repeat, or the engine's context has not
   *     room for all tokens
   */
  public BenchResult run(int repetitions, Duration warmUpLimit) {
    if (repetitions < 1) {
      throw new IllegalArgumentException(
          "%d repetitions, expected 1 or more".formatted(repetitions));
    }
    List<Session> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < test.sequences(); i++) {
        sessions.add(engine.newSession(test.positions()));
      }
      boolean settled = warmUp(sessions, warmUpLimit);
      OffloadMeters before = engine.offloadMeters();
      Instant begin = Instant.now();
      List<Long> nanos = new ArrayList<>();
      for (int i = 0; i < repetitions; i++) {
        nanos.add(repeat(sessions));
      }
      OffloadMeters after = engine.offloadMeters();
      boolean moved = after.fallbacks() + after.returns() > before.fallbacks() + before.returns();
      ForwardWork onCpu = engine.work().part(0, after.first(), !after.output());
      ForwardWork onDevice = engine.work().part(after.first(), after.layers(), after.output());
      return new BenchResult(
          test,
          begin,
          nanos,
          settled,
          moved,
          BenchWork.of(test, onCpu),
          BenchWork.of(test, onDevice));
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private boolean warmUp(List<Session> sessions, Duration limit) {
    SettlingRate rate = new SettlingRate(WINDOWS, 1);
    long begin = System.nanoTime();
    long left = limit.toNanos();
    while (!rate.settled() && (left > 0 || rate.isEmpty())) {
      rate.add(repetitionsPerSecond(sessions, Math.min(left, WINDOW.toNanos())));
      left = limit.toNanos() - (System.nanoTime() - begin);
    }
    return rate.settled();
  }

  private double repetitionsPerSecond(List<Session> sessions, long leastNanos) {
    long nanos = 0;
    int repetitions = 0;
    do {
      nanos += repeat(sessions);
      repetitions++;
    } while (nanos < leastNanos);
    return 1e9 * repetitions / nanos;
  }

  /** One repetition, in nanoseconds. A token without a prompt begins the sequence itself. */
  private long repeat(List<Session> sessions) {
    long begin = System.nanoTime();
    for (Session session : sessions) {
      session.begin(prompt, logits);
    }
    for (int id : generated) {
      if (sessions.size() == 1) {
        sessions.getFirst().advance(id, logits);
      } else {
        Arrays.fill(token, id);
        engine.advance(sessions, token, logits);
      }
    }
    return System.nanoTime() - begin;
  }
}
