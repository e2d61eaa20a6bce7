package dev.nibble.cli;

import dev.nibble.engine.measure.Processor;
import picocli.CommandLine.Option;

/** How many threads a command computes with. */
final class ThreadsMixin {
  /** More would only exhaust the process table; no machine has as many cores. */
  private static final int MAX_THREADS = 1024;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compute (default: one a core).")
  private int threads;

  /** The number that was asked for, 0 for one a core. */
  int wanted() {
    check(threads);
    return threads;
  }

  /** Refuses a number that makes no sense. */
  static void check(int threads) {
    if (threads < 0 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%d threads, expected 1 to %d, or 0 for one a core".formatted(threads, MAX_THREADS));
    }
  }

  /** The number to start. */
  int count() {
    return wanted() == 0 ? Processor.usableCores() : threads;
  }
}
