package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.CeilingLoops;
import dev.nibble.engine.kernel.WorkerPool;
import dev.nibble.engine.measure.BestTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Times what the processor can do at best: float32 multiply-adds on accumulators in registers, and
 * reading memory in order.
 */
public final class TimedLoops implements AutoCloseable {
  /** Long enough that the compiler counts calls, short enough to pass quickly before it is done. */
  private static final long CHUNK_BYTES = 1L << 20;

  private static final int CHUNKS_A_WINDOW = 256;

  private static final int ROUNDS = 4000;

  /** About 13 milliseconds where vectors are compiled. */
  private static final int CALLS_A_WINDOW = 1000;

  private static final float FACTOR = 0.5f;

  private final CeilingLoops loops = TierSelector.ceilingLoops();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final int chunks;

  /**
   * Allocates the memory to read.
   *
   * @param bytes how much, a mebibyte at least; what is over whole ones is left out
   */
  public TimedLoops(long bytes) {
    chunks = Math.toIntExact(bytes / CHUNK_BYTES);
    memory = arena.allocate(chunks * CHUNK_BYTES, CHUNK_BYTES);
    // Pages that were never written are all the same page.
    memory.fill((byte) 1);
  }

  /** What the loops are called. */
  public String id() {
    return loops.id();
  }

  /**
   * Times multiply-adds.
   *
   * @param pool the threads
   * @return float32 multiply-adds a second, of all threads
   */
  public double multiplyAddsPerSecond(WorkerPool pool) {
    float[] sums = new float[pool.threads()];
    WorkerPool.Task window =
        part -> {
          for (int i = 0; i < CALLS_A_WINDOW; i++) {
            sums[part] += loops.multiplyAdd(FACTOR, ROUNDS);
          }
        };
    double calls = (double) pool.threads() * CALLS_A_WINDOW;
    return calls * ROUNDS * loops.multiplyAddsPerRound() / seconds(pool, window);
  }

  /**
   * Times reading, each thread its own part of the memory where there are not more threads than
   * mebibytes.
   *
   * @param pool the threads
   * @return bytes a second, of all threads
   */
  public double bytesPerSecond(WorkerPool pool) {
    long[] sums = new long[pool.threads()];
    int[] next = new int[pool.threads()];
    int share = Math.max(1, chunks / pool.threads());
    int count = Math.clamp(CHUNKS_A_WINDOW / pool.threads(), 1, share);
    WorkerPool.Task window =
        part -> {
          for (int i = 0; i < count; i++) {
            long at = (part * share + next[part]) % chunks * CHUNK_BYTES;
            sums[part] += loops.read(memory, at, at + CHUNK_BYTES);
            next[part] = (next[part] + 1) % share;
          }
        };
    double bytes = (double) pool.threads() * count * CHUNK_BYTES;
    return bytes / seconds(pool, window);
  }

  private static double seconds(WorkerPool pool, WorkerPool.Task window) {
    return BestTime.seconds(() -> pool.run(pool.threads(), window));
  }

  /** Frees the memory. */
  @Override
  public void close() {
    arena.close();
  }
}
