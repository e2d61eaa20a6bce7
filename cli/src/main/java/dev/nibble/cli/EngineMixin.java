package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command runs the model, and how long a sequence may become. */
final class EngineMixin {
  @Mixin private KernelsMixin kernels;
  @Mixin private CacheMixin cache;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      defaultValue = "0",
      description = "Positions of the context (default: what the model was trained for).")
  private int context;

  EngineOptions options() {
    return cache.apply(kernels.options()).withContextLength(context);
  }
}
