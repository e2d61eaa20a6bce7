package dev.nibble.cli;

import dev.nibble.engine.ActivationChoice;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import java.util.List;
import picocli.CommandLine.Option;

/** Which kernels compute on the CPU, and in which precision. */
final class TierMixin {
  @Option(
      names = "--kernels",
      paramLabel = "KIND",
      defaultValue = "auto",
      description = "auto, scalar, vector or assembled (default: ${DEFAULT-VALUE}).")
  private KernelChoice kernels;

  @Option(
      names = "--activations",
      paramLabel = "TYPE",
      defaultValue = "int8",
      description =
          "What weights in fewer bits are multiplied with: int8, where kernels are assembled, or"
              + " f32 (default: ${DEFAULT-VALUE}).")
  private ActivationChoice activations;

  /** The same options with this tier. */
  EngineOptions apply(EngineOptions options) {
    return options.withKernels(kernels).withActivations(activations);
  }

  /** The same for the command line of another process. */
  List<String> arguments() {
    return List.of("--kernels", kernels.name(), "--activations", activations.name());
  }
}
