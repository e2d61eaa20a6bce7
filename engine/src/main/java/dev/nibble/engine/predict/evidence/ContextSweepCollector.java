package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.measure.KvMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Measures time and memory of sequences of 128, 256, 512, ... 4096 tokens, as far as context,
 * memory and time reach, and of shorter ones where these do not reach far. All lengths have their
 * turn in each round, so that a machine that drifts meets all of them alike.
 */
public final class ContextSweepCollector {
  private static final int SHORTEST = 128;
  private static final int LONGEST = 4096;

  /** Lengths that there are at least, where the context has so many positions. */
  private static final int LEAST_POINTS = 3;

  private static final int DECODED_TOKENS = 8;

  /** A part of the time that goes by before what is measured counts, while Java compiles. */
  private static final int WARM_UP_SHARE = 4;

  private static final long SEED = 42;

  private final Engine engine;
  private final float[] logits;
  private final int[] ids;

  /** A length, and what was measured with it so far. */
  private static final class Length {
    private final int tokens;
    private final PassTimes prefill = new PassTimes();
    private final PassTimes decode = new PassTimes();
    private long kvBytes;

    Length(int tokens) {
      this.tokens = tokens;
    }

    ContextPoint point() {
      return new ContextPoint(tokens, prefill.medianSeconds(), decode.medianSeconds(), kvBytes);
    }
  }

  /**
   * Prepares.
   *
   * @param engine the model
   */
  public ContextSweepCollector(Engine engine) {
    this.engine = engine;
    int vocabulary = engine.config().vocabularySize();
    logits = new float[vocabulary];
    ids = new Random(SEED).ints(LONGEST, 0, vocabulary).toArray();
  }

  /**
   * Measures.
   *
   * @param limit how long it may take: no other round begins later, nor a length in the first round
   *     where there are three already
   * @return the lengths, from the shortest on
   */
  public List<ContextPoint> collect(Duration limit) {
    List<Length> lengths = lengths();
    final long begin = System.nanoTime();
    final long end = begin + limit.toNanos();
    do {
      measure(new Length(lengths.getFirst().tokens));
    } while (System.nanoTime() - begin < limit.toNanos() / WARM_UP_SHARE);
    int reached = 0;
    while (reached < lengths.size() && (reached < LEAST_POINTS || end - System.nanoTime() > 0)) {
      measure(lengths.get(reached));
      reached++;
    }
    while (end - System.nanoTime() > 0) {
      lengths.subList(0, reached).forEach(this::measure);
    }
    return lengths.subList(0, reached).stream().map(Length::point).toList();
  }

  private List<Length> lengths() {
    int longest = Math.min(LONGEST, Integer.highestOneBit(positions()));
    int shortest = Math.clamp(longest >> (LEAST_POINTS - 1), 1, SHORTEST);
    List<Length> lengths = new ArrayList<>();
    for (int tokens = shortest; tokens <= longest; tokens *= 2) {
      lengths.add(new Length(tokens));
    }
    return lengths;
  }

  /** Positions that a sequence may have at present. */
  private int positions() {
    KvMeters memory = engine.kvMeters();
    long room = (long) KvPool.BLOCK * (memory.capacity() - memory.used());
    return (int) Math.min(engine.contextLength(), room);
  }

  private void measure(Length length) {
    int room = Math.min(length.tokens + DECODED_TOKENS, positions());
    long before = engine.kvMeters().usedBytes();
    try (Session session = engine.newSession(room)) {
      int[] prompt = Arrays.copyOf(ids, length.tokens);
      long begin = System.nanoTime();
      session.begin(prompt, logits);
      length.prefill.add(System.nanoTime() - begin);
      length.kvBytes = engine.kvMeters().usedBytes() - before;
      int decoded = Math.min(DECODED_TOKENS, room - 1);
      if (room < length.tokens + decoded) {
        session.begin(Arrays.copyOf(prompt, room - decoded), logits);
      }
      for (int i = 0; i < decoded; i++) {
        long start = System.nanoTime();
        session.advance(ids[i], logits);
        length.decode.add(System.nanoTime() - start);
      }
    }
  }
}
