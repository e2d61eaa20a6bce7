package dev.nibble.tests;

import com.sun.management.ThreadMXBean;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * Generates the same text again and again, {@code greedy} or as {@code generate} samples, and
 * prints each time how many bytes a token all threads of the process allocated on the heap.
 */
final class AllocationProbe {
  private static final int RUNS = 8;

  /** The pieces of text, one a token here, between which it counts. */
  private static final int FIRST = 20;

  private static final int LAST = 120;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private AllocationProbe() {}

  public static void main(String[] args) throws IOException {
    SamplingOptions sampling =
        args[1].equals("greedy")
            ? SamplingOptions.greedy()
            : new SamplingOptions(0.8f, 40, 0.95, 0.05, 1, 1.1f, 0, 0, 64, 1);
    GenerationRequest request =
        GenerationRequest.of("Once upon a time")
            .withMaxTokens(LAST + 30)
            .withIgnoreEos(true)
            .withSampling(sampling);
    EngineOptions options = EngineOptions.defaults().withKernels(KernelChoice.valueOf(args[2]));
    try (Engine engine = Engine.load(Path.of(args[0]), options);
        Session session = engine.newSession()) {
      for (int run = 0; run < RUNS; run++) {
        Counter counter = new Counter();
        session.generate(request, counter::accept);
        System.out.println((counter.end - counter.begin) / (LAST - FIRST));
      }
    }
  }

  private static final class Counter {
    private int pieces;
    private long begin;
    private long end;

    boolean accept(String piece) {
      pieces++;
      if (pieces == FIRST) {
        begin = THREADS.getTotalThreadAllocatedBytes();
      } else if (pieces == LAST) {
        end = THREADS.getTotalThreadAllocatedBytes();
      }
      return true;
    }
  }
}
