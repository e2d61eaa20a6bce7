package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command computes on the CPU. */
final class KernelsMixin {
  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      defaultValue = "auto",
      description = "auto, scalar or vector (default: ${DEFAULT-VALUE}).")
  private KernelChoice kernels;

  @Mixin private ThreadsMixin threads;

  EngineOptions options() {
    return EngineOptions.defaults().withKernels(kernels).withThreads(threads.wanted());
  }

  /** How many threads that makes. */
  int threadCount() {
    return threads.count();
  }

  /** The same for the command line of another process. */
  List<String> arguments() {
    return List.of("--kernels", kernels.name(), "--threads", String.valueOf(threads.wanted()));
  }
}
