package dev.nibble.engine.device;

import dev.nibble.engine.cache.KvShape;
import dev.nibble.weights.Tensor;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * What layers are put on a device with when a model is loaded.
 *
 * @param options how many layers, and how they are checked
 * @param specs all layers of the model
 * @param output its output projection
 * @param shape what a position takes in the CPU's cache
 * @param threads how many threads the engine computes with
 * @param vectorized whether its kernels use vectors
 */
public record OffloadStart(
    OffloadOptions options,
    List<LayerSpec> specs,
    Tensor output,
    KvShape shape,
    int threads,
    boolean vectorized) {
  private static final System.Logger LOG = System.getLogger("dev.nibble.device");

  /** Copies the list. */
  public OffloadStart {
    specs = List.copyOf(specs);
  }

  /**
   * Opens a device and places as many layers there as fit.
   *
   * @param chosen the device, or why there is none
   * @param cpu what the CPU computes
   * @return where the layers are; where nothing could be placed, with the CPU
   * @throws DeviceUnavailableException if nothing could be placed and something must be
   */
  public Offload on(DeviceChoice chosen, CpuLayers cpu) {
    return switch (chosen) {
      case DeviceChoice.None(String reason) -> Offload.none(specs.size(), reason);
      case DeviceChoice.Chosen(Accelerator accelerator, DeviceInfo info) ->
          open(accelerator, info, cpu);
    };
  }

  private Offload open(Accelerator accelerator, DeviceInfo info, CpuLayers cpu) {
    DeviceThread thread = new DeviceThread(options.deadline());
    DeviceRequest request = new DeviceRequest(info, options.memoryBytes(info), threads, vectorized);
    return switch (thread.call(() -> accelerator.open(request))) {
      case Outcome.Done<Device>(Device device) -> place(info, device, thread, cpu);
      case Outcome.Refused<Device>(Refusal refusal) -> {
        thread.close();
        yield failed(info, refusal.text());
      }
    };
  }

  private Offload place(DeviceInfo info, Device device, DeviceThread thread, CpuLayers cpu) {
    PlacedModel model = new PlacedModel(device, thread, specs, output, shape, cpu, options.check());
    MemoryPlan plan;
    switch (thread.call(() -> new Outcome.Done<>(plan(info, device)))) {
      case Outcome.Done<MemoryPlan>(MemoryPlan made) -> plan = made;
      case Outcome.Refused<MemoryPlan>(Refusal refusal) -> {
        model.close();
        return failed(info, refusal.text());
      }
    }
    Optional<Refusal> refusal = placeAll(plan, model);
    boolean usable = refusal.isEmpty() || refusal.get().leavesDeviceUsable();
    if (!usable || model.first() == specs.size()) {
      model.close();
      return failed(info, refusal.map(Refusal::text).orElseGet(plan::summary));
    }
    String reason = refusal.map(why -> info.id() + ": " + why.text()).orElse("");
    if (refusal.isPresent()) {
      LOG.log(Level.WARNING, "gpu: fewer layers on the device than planned; {0}", reason);
    }
    return new DeviceOffload(plan, model, options.returns(), reason);
  }

  private MemoryPlan plan(DeviceInfo info, Device device) {
    return MemoryPlan.of(
        info,
        device.budgetBytes(),
        specs.stream().map(device::need).toList(),
        device.scratchBytes(specs),
        device.need(output),
        options.layers());
  }

  private static Optional<Refusal> placeAll(MemoryPlan wanted, PlacedModel model) {
    Outcome<Void> outcome = Outcome.done();
    while (model.first() > wanted.first() && outcome instanceof Outcome.Done) {
      outcome = model.placeLayer();
    }
    if (wanted.output() && outcome instanceof Outcome.Done) {
      outcome = model.placeOutput();
    }
    return outcome instanceof Outcome.Refused<Void>(Refusal refusal)
        ? Optional.of(refusal)
        : Optional.empty();
  }

  private Offload failed(DeviceInfo info, String reason) {
    String sentence = info.id() + ": " + reason;
    if (options.choice() == GpuChoice.REQUIRE) {
      throw new DeviceUnavailableException(sentence);
    }
    LOG.log(Level.WARNING, "gpu: the CPU computes all layers; {0}", sentence);
    return Offload.none(specs.size(), sentence);
  }
}
