package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.engine.cache.KvPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Passes of one random token each of some sequences, a clock beside them. Sequences have a block of
 * positions, so that keys and values cost little and always the same memory, and begin anew when
 * that is full.
 */
final class TimedPasses implements AutoCloseable {
  private static final long SEED = 42;

  private final Engine engine;
  private final List<Session> sessions = new ArrayList<>();
  private final Random random = new Random(SEED);
  private final float[] logits;
  private final int positions;
  private int running;
  private int length;

  /**
   * Prepares.
   *
   * @param engine the model
   * @param most how many sequences there can be in a pass, at most
   */
  TimedPasses(Engine engine, int most) {
    this.engine = engine;
    positions = Math.min(KvPool.BLOCK, engine.contextLength());
    logits = new float[most * engine.config().vocabularySize()];
    for (int i = 0; i < most; i++) {
      sessions.add(engine.newSession(positions));
    }
  }

  /**
   * Runs a token each of some sequences.
   *
   * @param sequences how many
   * @return the time, in nanoseconds
   */
  long run(int sequences) {
    List<Session> some = sessions.subList(0, sequences);
    if (running != sequences || length == positions) {
      begin(some);
    }
    int[] ids = tokens(sequences);
    long begin = System.nanoTime();
    engine.advance(some, ids, logits);
    long nanos = System.nanoTime() - begin;
    length++;
    return nanos;
  }

  /**
   * Runs passes until time is up; one at least.
   *
   * @param sequences how many sequences
   * @param limit the time
   * @param times receives those of the passes
   */
  void run(int sequences, Duration limit, PassTimes times) {
    long begin = System.nanoTime();
    do {
      times.add(run(sequences));
    } while (System.nanoTime() - begin < limit.toNanos());
  }

  private void begin(List<Session> some) {
    for (Session session : some) {
      session.begin(tokens(1), logits);
    }
    running = some.size();
    length = 1;
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, engine.config().vocabularySize()).toArray();
  }

  @Override
  public void close() {
    sessions.forEach(Session::close);
  }
}
