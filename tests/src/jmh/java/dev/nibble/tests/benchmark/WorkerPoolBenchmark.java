package dev.nibble.tests.benchmark;

import dev.nibble.engine.kernel.WorkerPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** From handing out an operation to having all its parts back, the parts themselves being short. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class WorkerPoolBenchmark {
  /** Threads that work on an operation, the calling one included. */
  @Param("2")
  public int threads;

  /** What a part takes, in {@link Blackhole#consumeCPU} tokens of a few nanoseconds. */
  @Param({"0", "1000"})
  public long work;

  private WorkerPool pool;
  private WorkerPool.Task task;

  /** Starts the workers. */
  @Setup
  public void start() {
    pool = new WorkerPool(threads);
    task = _ -> Blackhole.consumeCPU(work);
  }

  /**
   * The parts one after the other on the calling thread: what {@link #dispatch} saves, or costs.
   */
  @Benchmark
  public void inTurn() {
    for (int part = 0; part < threads; part++) {
      task.run(part);
    }
  }

  /** The parts side by side. */
  @Benchmark
  public void dispatch() {
    pool.run(threads, task);
  }

  /** Ends the workers. */
  @TearDown
  public void close() {
    pool.close();
  }
}
