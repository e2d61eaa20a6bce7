package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import java.io.IOException;
import java.util.function.Consumer;

/** Loads a model with layers on a device, real where there is one, and by the CPU alone. */
final class DemoEngines {
  private final ModelOption model;
  private final EngineOptions options;
  private final Consumer<String> lines;
  private GpuChoice choice;

  /**
   * Prepares.
   *
   * @param model the model
   * @param options how it is run
   * @param lines is told where the CPU plays the device
   * @throws IllegalArgumentException if no device is wanted
   */
  DemoEngines(ModelOption model, EngineOptions options, Consumer<String> lines) {
    this.model = model;
    this.options = options;
    this.lines = lines;
    choice = options.offload().choice();
    if (choice == GpuChoice.OFF) {
      throw new IllegalArgumentException(
          "--gpu off leaves nothing to fall back from, expected auto, require or host");
    }
  }

  /**
   * Loads it with layers on a device.
   *
   * @param returns whether they come back
   * @throws IllegalStateException if not even the device that the CPU plays takes any
   */
  Engine withDevice(boolean returns) throws IOException {
    if (choice == GpuChoice.AUTO) {
      String reason;
      switch (DeviceChoice.of(offload(returns), DeviceChoice.accelerators())) {
        case DeviceChoice.None none -> reason = none.reason();
        case DeviceChoice.Chosen _ -> {
          Engine engine = load(returns);
          if (engine.memoryPlan().isPresent()) {
            return engine;
          }
          reason = engine.offloadReason();
          engine.close();
        }
      }
      lines.accept(
          "no real device (%s): the CPU plays one, no speed is gained by it".formatted(reason));
      choice = GpuChoice.HOST;
    }
    Engine engine = load(returns);
    if (engine.memoryPlan().isEmpty()) {
      String reason = engine.offloadReason();
      engine.close();
      throw new IllegalStateException("no layer fits the device: " + reason);
    }
    return engine;
  }

  /** Loads it by the CPU alone. */
  Engine withoutDevice() throws IOException {
    return model.load(options.withOffload(OffloadOptions.of(GpuChoice.OFF)));
  }

  private Engine load(boolean returns) throws IOException {
    return model.load(options.withOffload(offload(returns)));
  }

  private OffloadOptions offload(boolean returns) {
    return options.offload().withChoice(choice).withReturns(returns);
  }
}
