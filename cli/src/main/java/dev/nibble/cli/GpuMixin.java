package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.device.OffloadOptions;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.ArgGroup;

/** Which layers of the model a command puts on a device. */
final class GpuMixin {
  @ArgGroup(validate = false, heading = "Layers on a device:%n")
  private GpuOptions options = new GpuOptions();

  EngineOptions apply(EngineOptions engine) {
    return engine.withOffload(options.options());
  }

  OffloadOptions options() {
    return options.options();
  }

  /** The same for the command line of another process. */
  List<String> arguments() {
    return options.arguments();
  }

  /** Says what became of the wish, to those who want to know. */
  void report(Engine engine, PrintWriter err) {
    if (options.verbose()) {
      engine.placement().forEach(line -> err.println("gpu: " + Printable.of(line)));
    }
  }
}
