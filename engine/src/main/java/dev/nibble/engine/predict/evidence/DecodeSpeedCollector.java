package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.architecture.ForwardWork;
import dev.nibble.engine.evaluate.BenchResult;
import dev.nibble.engine.evaluate.BenchTest;
import dev.nibble.engine.evaluate.Benchmark;
import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.evaluate.CeilingMeasurement;
import dev.nibble.engine.measure.LastLevelCache;
import java.time.Duration;

/**
 * Measures prefill and decode of one sequence on random tokens, and what the machine could do at
 * the time: before decode and behind it, since shared machines drift.
 */
public final class DecodeSpeedCollector {
  private static final int PROMPT_TOKENS = 512;
  private static final int DECODED_TOKENS = 128;

  /** A part of the time of each test that may go by before what is measured counts. */
  private static final double WARM_UP_SHARE = 0.6;

  private static final int MOST_REPETITIONS = 50;

  /**
   * How much faster than memory a cache is at least. Memory itself drifts less from one second to
   * the next, and the size that a virtual machine tells of its cache need not be its share of it.
   */
  private static final double CACHE_FACTOR = 1.5;

  private final Engine engine;
  private final CeilingMeasurement ceilings;

  /**
   * Prepares.
   *
   * @param engine the model
   * @param ceilings measures the machine
   */
  public DecodeSpeedCollector(Engine engine, CeilingMeasurement ceilings) {
    this.engine = engine;
    this.ceilings = ceilings;
  }

  /**
   * Measures.
   *
   * @param limit how long both tests may take together, ceilings left out; one repetition of each,
   *     and one before it, are finished in any case
   * @return the speeds
   */
  public DecodeSpeed collect(Duration limit) {
    Duration half = limit.dividedBy(2);
    int context = engine.contextLength();
    final BenchResult prefill = time(new BenchTest(Math.min(PROMPT_TOKENS, context), 0), half);
    Ceiling before = ceilings.measure(engine.threads(), engine.arithmetic());
    BenchResult decode = time(new BenchTest(0, Math.min(DECODED_TOKENS, context)), half);
    Ceiling ceiling = mean(before, ceilings.measure(engine.threads(), engine.arithmetic()));
    long weightBytes = weightBytes(engine.work());
    double reread = ceilings.rereadBytesPerSecond(engine.threads(), weightBytes);
    return new DecodeSpeed(
        ceiling,
        reread,
        LastLevelCache.bytes(),
        reread > CACHE_FACTOR * ceiling.bytesPerSecond(),
        prefill.test().tokens(),
        prefill.averageRate(),
        prefill.multiplyAddsPerSecond(),
        decode.test().tokens(),
        decode.averageRate(),
        (double) decode.bytesRead() / decode.test().tokens() - weightBytes);
  }

  private static Ceiling mean(Ceiling before, Ceiling after) {
    return new Ceiling(
        before.loops(),
        before.arithmetic(),
        before.threads(),
        (before.multiplyAddsPerSecond() + after.multiplyAddsPerSecond()) / 2,
        (before.bytesPerSecond() + after.bytesPerSecond()) / 2);
  }

  /** What is read for a token of no sequence: weights alone. */
  private static long weightBytes(ForwardWork work) {
    return work.bytesRead(0, 0);
  }

  private BenchResult time(BenchTest test, Duration limit) {
    Benchmark benchmark = new Benchmark(engine, test);
    long warmUpNanos = (long) (WARM_UP_SHARE * limit.toNanos());
    BenchResult first = benchmark.run(1, Duration.ofNanos(warmUpNanos));
    double fitting = (limit.toNanos() - warmUpNanos) / first.averageNanos();
    return benchmark.run((int) Math.clamp(fitting, 1, MOST_REPETITIONS), Duration.ZERO);
  }
}
