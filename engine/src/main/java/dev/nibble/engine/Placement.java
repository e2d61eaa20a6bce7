package dev.nibble.engine;

import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.device.CpuLayers;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.engine.device.Offload;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.model.Transformer;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a model that go to a device when it is loaded.
 *
 * @param device the device, or why there is none
 * @param options how many layers
 * @param model the model
 * @param shape what a position takes
 * @param contextLength positions that a sequence may have
 * @param threads how many threads the engine computes with
 * @param vectorized whether its kernels use vectors
 */
record Placement(
    DeviceChoice device,
    OffloadOptions options,
    Model model,
    KvShape shape,
    int contextLength,
    int threads,
    boolean vectorized) {

  Offload start(CpuLayers cpu) {
    return switch (device) {
      case DeviceChoice.None(String reason) -> Offload.none(model.config().layers().size(), reason);
      case DeviceChoice.Chosen chosen ->
          Offload.start(
              chosen,
              options,
              specs(),
              model.tensors().output().weight(),
              shape,
              threads,
              vectorized,
              cpu);
    };
  }

  private List<LayerSpec> specs() {
    int mostTokens = Math.min(Transformer.MAX_BATCH, contextLength);
    List<LayerSpec> specs = new ArrayList<>();
    for (int i = 0; i < model.config().layers().size(); i++) {
      specs.add(
          new LayerSpec(
              i, model.config(), model.tensors().layers().get(i), shape.type(), mostTokens));
    }
    return specs;
  }
}
