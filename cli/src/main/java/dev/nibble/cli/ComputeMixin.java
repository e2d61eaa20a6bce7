package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/** What a command that runs a model computes with: the CPU, and a device where there is one. */
final class ComputeMixin {
  @Mixin private KernelsMixin kernels;
  @Mixin private GpuMixin gpu;

  EngineOptions options() {
    return gpu.apply(kernels.options());
  }

  /** How many threads that makes. */
  int threadCount() {
    return kernels.threadCount();
  }

  /** The same for the command line of another process. */
  List<String> arguments() {
    return Stream.concat(kernels.arguments().stream(), gpu.arguments().stream()).toList();
  }

  /**
   * Says where layers are, with {@code --verbose}.
   *
   * @param engine a loaded model
   * @param err standard error
   */
  void report(Engine engine, PrintWriter err) {
    gpu.report(engine, err);
  }
}
