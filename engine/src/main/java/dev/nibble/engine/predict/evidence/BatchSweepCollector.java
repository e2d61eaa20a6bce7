package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.measure.KvMeters;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures the speed of 1, 2, 4, ... 32 sequences whose tokens go through the model together, or of
 * as many as there is memory for.
 *
 * <p>Each number has its turn in each round, so that a machine that drifts meets all of them alike;
 * in the first round Java compiles, and it does not count.
 */
public final class BatchSweepCollector {
  private static final int MOST_SEQUENCES = 32;
  private static final int ROUNDS = 4;

  private final Engine engine;

  /**
   * Prepares.
   *
   * @param engine the model
   */
  public BatchSweepCollector(Engine engine) {
    this.engine = engine;
  }

  /**
   * Measures.
   *
   * @param limit how long all passes may take together; each number of sequences has one a round in
   *     any case
   * @return the speeds, from one sequence on
   */
  public List<BatchPoint> collect(Duration limit) {
    SortedMap<Integer, PassTimes> times = new TreeMap<>();
    KvMeters memory = engine.kvMeters();
    int room = Math.clamp(memory.capacity() - memory.used(), 1, MOST_SEQUENCES);
    for (int sequences = 1; sequences <= room; sequences *= 2) {
      times.put(sequences, new PassTimes());
    }
    Duration turn = limit.dividedBy((1L + ROUNDS) * times.size());
    try (TimedPasses passes = new TimedPasses(engine, times.lastKey())) {
      times.keySet().forEach(sequences -> passes.run(sequences, turn, new PassTimes()));
      for (int round = 0; round < ROUNDS; round++) {
        times.forEach((sequences, one) -> passes.run(sequences, turn, one));
      }
    }
    return times.entrySet().stream()
        .map(one -> new BatchPoint(one.getKey(), one.getKey() / one.getValue().medianSeconds()))
        .toList();
  }
}
