package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import picocli.CommandLine.Option;

/** How a command runs the model. */
final class EngineMixin {
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

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Positions of the context (default: what the model was trained for).")
  private int context;

  EngineOptions options() {
    if (threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%d threads, expected %d at most".formatted(threads, MAX_THREADS));
    }
    return new EngineOptions(kernels, threads, context);
  }
}
