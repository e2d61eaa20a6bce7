package dev.nibble.engine.evaluate;

import dev.nibble.engine.kernel.WorkerPool;
import dev.nibble.engine.kernel.tier.TimedLoops;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.MachineMemory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Measures what the machine can do at best. That drifts on a machine that others share, so it is
 * measured beside what is held against it.
 */
public final class CeilingMeasurement implements AutoCloseable {
  private static final long GIBIBYTE = 1L << 30;

  /** So that small machines keep their memory for the model. */
  private static final long SHARE_OF_MEMORY = 8;

  /** Machines that others share drift in minutes. */
  static final Duration VALID = Duration.ofSeconds(10);

  private final TimedLoops loops;
  private final Map<Wanted, Measured> last = new HashMap<>();

  private record Wanted(int threads, Arithmetic arithmetic) {}

  private record Measured(Ceiling ceiling, long atNanos) {}

  /** Allocates the memory to read: a gibibyte, or an eighth of a machine that has less than 8. */
  public CeilingMeasurement() {
    long physical = MachineMemory.physicalBytes().orElse(SHARE_OF_MEMORY * GIBIBYTE);
    loops = new TimedLoops(physical / SHARE_OF_MEMORY);
  }

  /** What can be measured here. */
  public Set<Arithmetic> arithmetics() {
    return loops.arithmetics();
  }

  /**
   * Measures, unless that was done in the last ten seconds.
   *
   * @param threads how many threads run, 1 or more
   * @param arithmetic what they multiply, one of {@link #arithmetics}
   * @return the ceilings of these threads together
   */
  public Ceiling recent(int threads, Arithmetic arithmetic) {
    Measured measured = last.get(new Wanted(threads, arithmetic));
    return measured == null || System.nanoTime() - measured.atNanos > VALID.toNanos()
        ? measure(threads, arithmetic)
        : measured.ceiling;
  }

  /**
   * Measures.
   *
   * @param threads how many threads run, 1 or more
   * @param arithmetic what they multiply, one of {@link #arithmetics}
   * @return the ceilings of these threads together
   */
  public Ceiling measure(int threads, Arithmetic arithmetic) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      Ceiling ceiling =
          new Ceiling(
              loops.id(arithmetic),
              arithmetic,
              threads,
              loops.multiplyAddsPerSecond(arithmetic, pool),
              loops.bytesPerSecond(pool));
      last.put(new Wanted(threads, arithmetic), new Measured(ceiling, System.nanoTime()));
      return ceiling;
    }
  }

  /**
   * Measures how fast a piece of memory is read over and over: as fast as the cache that holds it.
   *
   * @param threads how many threads run, 1 or more
   * @param bytes the size of the piece; what is larger than the caches gives the ceiling
   * @return bytes a second, by all threads
   */
  public double rereadBytesPerSecond(int threads, long bytes) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      return loops.bytesPerSecond(pool, bytes);
    }
  }

  /** Frees the memory. */
  @Override
  public void close() {
    loops.close();
  }
}
