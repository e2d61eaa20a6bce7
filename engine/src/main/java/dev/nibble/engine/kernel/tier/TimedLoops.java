package dev.nibble.engine.kernel.tier;

import dev.nibble.engine.kernel.CeilingLoops;
import dev.nibble.engine.kernel.WorkerPool;
import dev.nibble.engine.kernel.x64.AssembledCode;
import dev.nibble.engine.kernel.x64.DotCeiling;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.BestTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Times what the processor can do at best: multiply-adds on accumulators in registers, and reading
 * memory in order.
 */
public final class TimedLoops implements AutoCloseable {
  /** The property that says how much memory is read at most, in bytes. */
  public static final String MEMORY_PROPERTY = "nibble.measure.bytes";

  /** Many times the caches of a core, and of most processors. */
  private static final long MOST_BYTES = Long.getLong(MEMORY_PROPERTY, 1L << 30);

  /** Long enough that the compiler counts calls, short enough to pass quickly before it is done. */
  private static final long CHUNK_BYTES = 1L << 20;

  /** Read at a time: short enough that some windows meet nobody else on the machine. */
  private static final long WINDOW_BYTES = 256 * CHUNK_BYTES;

  private static final int ROUNDS = 4000;

  /** About 13 milliseconds where vectors are compiled. */
  private static final int CALLS_A_WINDOW = 1000;

  private static final float FACTOR = 0.5f;

  /** A call of emitted code has to be long beside what calling it takes. */
  private static final int DOT_ROUNDS = 10 * ROUNDS;

  private static final int DOT_CALLS_A_WINDOW = CALLS_A_WINDOW / 10;

  private final CeilingLoops loops = TierSelector.ceilingLoops();
  private final Optional<DotCeiling> dot =
      AssembledChecks.ofThisProcess().code().map(AssembledCode::ceiling);
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;

  /**
   * Allocates the memory to read.
   *
   * @param bytes how much, a mebibyte at least; what is over whole ones, over a gibibyte or over
   *     what the property says is left out
   */
  public TimedLoops(long bytes) {
    long most = Math.clamp(MOST_BYTES, CHUNK_BYTES, bytes);
    memory = arena.allocate(most / CHUNK_BYTES * CHUNK_BYTES, CHUNK_BYTES);
    // Pages that were never written are all the same page.
    memory.fill((byte) 1);
  }

  /** What there are loops for. */
  public Set<Arithmetic> arithmetics() {
    return dot.isPresent() ? EnumSet.allOf(Arithmetic.class) : EnumSet.of(Arithmetic.FLOAT32);
  }

  /**
   * What the loop is called.
   *
   * @param arithmetic one of {@link #arithmetics}
   */
  public String id(Arithmetic arithmetic) {
    return switch (arithmetic) {
      case FLOAT32 -> loops.id();
      case INT8 -> dot.orElseThrow().id();
    };
  }

  /**
   * Times multiply-adds.
   *
   * @param arithmetic one of {@link #arithmetics}
   * @param pool the threads
   * @return multiply-adds a second, of all threads
   */
  public double multiplyAddsPerSecond(Arithmetic arithmetic, WorkerPool pool) {
    return switch (arithmetic) {
      case FLOAT32 -> floatsPerSecond(pool);
      case INT8 -> bytesMultipliedPerSecond(dot.orElseThrow(), pool);
    };
  }

  private double floatsPerSecond(WorkerPool pool) {
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

  private static double bytesMultipliedPerSecond(DotCeiling loop, WorkerPool pool) {
    long[] sums = new long[pool.threads()];
    WorkerPool.Task window =
        part -> {
          for (int i = 0; i < DOT_CALLS_A_WINDOW; i++) {
            sums[part] += loop.multiplyAdd(1, 1, DOT_ROUNDS);
          }
        };
    double calls = (double) pool.threads() * DOT_CALLS_A_WINDOW;
    return calls * DOT_ROUNDS * loop.multiplyAddsPerRound() / seconds(pool, window);
  }

  /**
   * Times reading all of the memory.
   *
   * @param pool the threads
   * @return bytes a second, of all threads
   */
  public double bytesPerSecond(WorkerPool pool) {
    return bytesPerSecond(pool, memory.byteSize());
  }

  /**
   * Times reading a piece of the memory over and over, each thread its own part of it where there
   * are not more threads than parts.
   *
   * @param pool the threads
   * @param bytes the size of the piece; all of the memory where that is less
   * @return bytes a second, of all threads
   */
  public double bytesPerSecond(WorkerPool pool, long bytes) {
    long piece = Math.min(bytes, memory.byteSize());
    long chunk = Math.min(CHUNK_BYTES, readable(piece / pool.threads()));
    long chunks = Math.max(1, piece / chunk);
    long share = Math.max(1, chunks / pool.threads());
    int count = (int) Math.max(1, WINDOW_BYTES / pool.threads() / chunk);
    long[] sums = new long[pool.threads()];
    long[] next = new long[pool.threads()];
    WorkerPool.Task window =
        part -> {
          for (int i = 0; i < count; i++) {
            long at = (part * share + next[part]) % chunks * chunk;
            sums[part] += loops.read(memory, at, at + chunk);
            next[part] = (next[part] + 1) % share;
          }
        };
    return (double) pool.threads() * count * chunk / seconds(pool, window);
  }

  private static long readable(long bytes) {
    return Math.max(1, bytes / CeilingLoops.READ_BYTES) * CeilingLoops.READ_BYTES;
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
