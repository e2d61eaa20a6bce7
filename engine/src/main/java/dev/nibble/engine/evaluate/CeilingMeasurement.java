package dev.nibble.engine.evaluate;

import dev.nibble.engine.kernel.CeilingLoops;
import dev.nibble.engine.kernel.WorkerPool;
import dev.nibble.engine.kernel.tier.TierSelector;
import dev.nibble.engine.measure.MachineMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Measures what the machine can do at best: float32 multiply-adds on accumulators in registers, and
 * reading memory in order. Both drift on a machine that others share, so they are measured beside
 * what is held against them. Of many windows the shortest count: other work makes them longer,
 * never shorter.
 */
public final class CeilingMeasurement implements AutoCloseable {
  /** Many times the caches of a core, and of most processors. */
  private static final long READ_BYTES = 1L << 30;

  /** So that small machines keep their memory for the model. */
  private static final long SHARE_OF_MEMORY = 8;

  /** Long enough that the compiler counts calls, short enough to pass quickly before it is done. */
  private static final long CHUNK_BYTES = 1L << 20;

  /** A part of the memory: short enough that some windows meet nobody else on the machine. */
  private static final long WINDOW_BYTES = 256 * CHUNK_BYTES;

  private static final int ROUNDS = 4000;

  /** About 13 milliseconds where vectors are compiled. */
  private static final int CALLS_A_WINDOW = 1000;

  private static final float FACTOR = 0.5f;

  /** Compilation is over, and a quiet moment was met, once nothing was better for so long. */
  private static final Duration QUIET = Duration.ofMillis(400);

  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** Machines that others share drift in minutes. */
  private static final Duration VALID = Duration.ofSeconds(10);

  /** What is not noticeably better. */
  private static final double TOLERANCE = 0.005;

  private final CeilingLoops loops = TierSelector.ceilingLoops();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final Map<Integer, Measured> last = new HashMap<>();

  private record Measured(Ceiling ceiling, long atNanos) {}

  /** Allocates the memory to read: a gibibyte, or an eighth of a machine that has less than 8. */
  public CeilingMeasurement() {
    long physical = MachineMemory.physicalBytes().orElse(SHARE_OF_MEMORY * READ_BYTES);
    long chunks = Math.min(READ_BYTES, physical / SHARE_OF_MEMORY) / CHUNK_BYTES;
    memory = arena.allocate(chunks * CHUNK_BYTES, CHUNK_BYTES);
    // Pages that were never written are all the same page.
    memory.fill((byte) 1);
  }

  /**
   * Measures, unless that was done in the last ten seconds.
   *
   * @param threads how many threads run, 1 or more
   * @return the ceilings of these threads together
   */
  public Ceiling recent(int threads) {
    Measured measured = last.get(threads);
    return measured == null || System.nanoTime() - measured.atNanos > VALID.toNanos()
        ? measure(threads)
        : measured.ceiling;
  }

  /**
   * Measures.
   *
   * @param threads how many threads run, 1 or more
   * @return the ceilings of these threads together
   */
  public Ceiling measure(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      Ceiling ceiling =
          new Ceiling(
              loops.id(),
              threads,
              multiplyAddsPerSecond(pool),
              bytesPerSecond(pool, memory.byteSize()));
      last.put(threads, new Measured(ceiling, System.nanoTime()));
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
      return bytesPerSecond(pool, Math.min(bytes, memory.byteSize()));
    }
  }

  private double multiplyAddsPerSecond(WorkerPool pool) {
    float[] sums = new float[pool.threads()];
    WorkerPool.Task window =
        part -> {
          for (int i = 0; i < CALLS_A_WINDOW; i++) {
            sums[part] += loops.multiplyAdd(FACTOR, ROUNDS);
          }
        };
    double calls = (double) pool.threads() * CALLS_A_WINDOW;
    return calls * ROUNDS * loops.multiplyAddsPerRound() / bestSeconds(pool, window);
  }

  /** Each thread has a share of the bytes, which it reads in chunks, in order, again and again. */
  private double bytesPerSecond(WorkerPool pool, long bytes) {
    long[] sums = new long[pool.threads()];
    int[] next = new int[pool.threads()];
    long chunk = Math.min(CHUNK_BYTES, readable(bytes / pool.threads()));
    int share = (int) Math.max(1, bytes / pool.threads() / chunk);
    int count = (int) Math.max(1, WINDOW_BYTES / pool.threads() / chunk);
    WorkerPool.Task window =
        part -> {
          for (int i = 0; i < count; i++) {
            long at = ((long) part * share + next[part]) * chunk;
            sums[part] += loops.read(memory, at, at + chunk);
            next[part] = (next[part] + 1) % share;
          }
        };
    return (double) pool.threads() * count * chunk / bestSeconds(pool, window);
  }

  private static long readable(long bytes) {
    return Math.max(1, bytes / CeilingLoops.READ_BYTES) * CeilingLoops.READ_BYTES;
  }

  /** The third shortest, since the clock of a virtual machine jumps now and then. */
  private static double bestSeconds(WorkerPool pool, WorkerPool.Task window) {
    long[] shortest = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
    final long begin = System.nanoTime();
    long improved = begin;
    long end = begin;
    while (shortest[2] == Long.MAX_VALUE
        || (end - improved < QUIET.toNanos() && end - begin < LIMIT.toNanos())) {
      long start = System.nanoTime();
      pool.run(pool.threads(), window);
      end = System.nanoTime();
      long before = shortest[2];
      shortest[2] = Math.min(before, end - start);
      Arrays.sort(shortest);
      if (shortest[2] < before * (1 - TOLERANCE)) {
        improved = end;
      }
    }
    return shortest[2] / 1e9;
  }

  /** Frees the memory. */
  @Override
  public void close() {
    arena.close();
  }
}
