package dev.nibble.tests.benchmark;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.tier.Tier;
import dev.nibble.engine.kernel.tier.TierSelector;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The kernels under measurement, with their worker threads. */
@State(Scope.Benchmark)
public class RunningKernels {
  /** Which kernels. */
  @Param("VECTOR")
  public Tier tier;

  /** How many threads work on an operation. */
  @Param("1")
  public int threads;

  private Kernels kernels;

  /** Starts the workers. */
  @Setup
  public void start() {
    kernels = TierSelector.start(tier, threads);
  }

  Kernels kernels() {
    return kernels;
  }

  /** Ends the workers. */
  @TearDown
  public void close() {
    kernels.close();
  }
}
