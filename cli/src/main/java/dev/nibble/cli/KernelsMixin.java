package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import picocli.CommandLine.Option;

/** What a command computes with. */
final class KernelsMixin {
  /** More would only exhaust the process table; no machine has as many cores. */
  private static final int MAX_THREADS = 1024;

  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      defaultValue = "auto",
      description = "auto, scalar or vector (default: ${DEFAULT-VALUE}).")
  private KernelChoice kernels;

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads that compute (default: one a core).")
  private int threads;

  EngineOptions options() {
    if (threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%d threads, expected %d at most".formatted(threads, MAX_THREADS));
    }
    return EngineOptions.defaults().withKernels(kernels).withThreads(threads);
  }
}
