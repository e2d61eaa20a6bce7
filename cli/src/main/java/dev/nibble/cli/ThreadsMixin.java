package dev.nibble.cli;

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
    if (threads < 0 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%d threads, expected 1 to %d, or 0 for one a core".formatted(threads, MAX_THREADS));
    }
    return threads;
  }

  /** The number to start. */
  int count() {
    return wanted() == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
