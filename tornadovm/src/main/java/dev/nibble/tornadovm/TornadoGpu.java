package dev.nibble.tornadovm;

import dev.nibble.engine.device.Device;
import dev.nibble.engine.device.DeviceCeiling;
import dev.nibble.engine.device.DeviceInfo;
import dev.nibble.engine.device.DeviceLayer;
import dev.nibble.engine.device.DeviceMatrix;
import dev.nibble.engine.device.DevicePass;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.engine.device.Outcome;
import dev.nibble.engine.device.Refusal;
import dev.nibble.weights.Tensor;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** A device that TornadoVM reaches. */
final class TornadoGpu implements Device {
  private static final System.Logger LOG = System.getLogger("dev.nibble.device");

  private final DeviceInfo info;
  private final TornadoDevice device;
  private final Budget budget;
  private final List<TornadoLayer> layers = new ArrayList<>();
  private final List<TornadoMatrix> matrices = new ArrayList<>();
  private Optional<Workspace> workspace = Optional.empty();

  TornadoGpu(DeviceInfo info, TornadoDevice device, long memoryBytes) {
    this.info = info;
    this.device = device;
    budget = new Budget(memoryBytes);
  }

  @Override
  public DeviceInfo info() {
    return info;
  }

  @Override
  public long budgetBytes() {
    return budget.bytes();
  }

  @Override
  public long usedBytes() {
    return budget.used();
  }

  /** The driver's compiler may order sums as it likes, and another way for several tokens. */
  @Override
  public int likeOne() {
    return 1;
  }

  @Override
  public LayerNeed need(LayerSpec layer) {
    return TornadoLayer.need(layer);
  }

  @Override
  public long scratchBytes(List<LayerSpec> specs) {
    return Workspace.bytes(specs.getFirst().model());
  }

  Budget budget() {
    return budget;
  }

  TornadoDevice device() {
    return device;
  }

  @Override
  public long need(Tensor weights) {
    return TornadoMatrix.bytes(weights);
  }

  @Override
  public Outcome<DeviceLayer> layer(LayerSpec spec) {
    Optional<String> missing = LayerSupport.missing(spec);
    if (missing.isPresent()) {
      return Outcome.refused(new Refusal.Unsupported(missing.get()));
    }
    long scratch = layers.isEmpty() ? Workspace.bytes(spec.model()) : 0;
    long bytes = scratch + TornadoLayer.need(spec).weightBytes();
    Optional<Refusal> refusal = budget.take(bytes);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    Outcome<DeviceLayer> outcome =
        Calls.guarded(bytes, budget, () -> new Outcome.Done<>(add(new TornadoLayer(spec, this))));
    if (outcome instanceof Outcome.Refused) {
      budget.giveBack(bytes);
    } else {
      trimWhereNeeded();
    }
    return outcome;
  }

  private TornadoLayer add(TornadoLayer layer) {
    if (layers.isEmpty()) {
      workspace = Optional.of(new Workspace(layer.model(), device));
    }
    layers.add(layer);
    return layer;
  }

  /** A layer has freed what it had. */
  void closed(TornadoLayer layer) {
    layers.remove(layer);
    if (layers.isEmpty()) {
      workspace.ifPresent(Workspace::close);
      workspace = Optional.empty();
      budget.giveBack(Workspace.bytes(layer.model()));
    }
  }

  /** Layers are about to free arrays. */
  void forgetLayers() {
    Outcome<Void> outcome =
        Calls.guarded(
            0,
            budget,
            () -> {
              workspace.ifPresent(Workspace::forgetLayers);
              return Outcome.done();
            });
    if (outcome instanceof Outcome.Refused<Void>(Refusal refusal)) {
      LOG.log(Level.WARNING, "gpu: device memory was not freed: {0}", refusal.text());
      workspace.ifPresent(Workspace::abandon);
      layers.forEach(TornadoLayer::drop);
    }
  }

  private void trimWhereNeeded() {
    if (budget.free() < 0) {
      trim();
    }
  }

  /** Frees room that layers hold without using it. */
  void trim() {
    layers.forEach(TornadoLayer::trim);
  }

  @Override
  public Outcome<DeviceMatrix> matrix(Tensor weights) {
    Optional<String> missing = TornadoMatrix.unsupported(weights);
    if (missing.isPresent()) {
      return Outcome.refused(new Refusal.Unsupported(missing.get()));
    }
    long bytes = TornadoMatrix.bytes(weights);
    Optional<Refusal> refusal = budget.take(bytes);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    TornadoMatrix[] made = new TornadoMatrix[1];
    Outcome<DeviceMatrix> outcome =
        Calls.guarded(
            bytes,
            budget,
            () -> {
              made[0] = new TornadoMatrix(weights, device, budget, () -> matrices.remove(made[0]));
              return new Outcome.Done<>(made[0]);
            });
    if (outcome instanceof Outcome.Refused) {
      budget.giveBack(bytes);
    } else {
      matrices.add(made[0]);
      trimWhereNeeded();
    }
    return outcome;
  }

  @Override
  public Outcome<Void> run(List<DeviceLayer> run, DevicePass pass) {
    List<TornadoLayer> all = run.stream().map(TornadoLayer.class::cast).toList();
    long bytes = all.stream().mapToLong(TornadoLayer::bytes).sum();
    Outcome<Void> outcome =
        Calls.guarded(
            bytes,
            budget,
            () -> {
              workspace.orElseThrow().run(all, pass);
              return Outcome.done();
            });
    if (outcome instanceof Outcome.Refused) {
      // What is on the device after a failure is not known; the copies have all of it.
      forgetLayers();
      workspace.ifPresent(Workspace::close);
      layers.forEach(TornadoLayer::drop);
    }
    return outcome;
  }

  @Override
  public Outcome<DeviceCeiling> ceiling() {
    return switch (DeviceCeiling.memory(budget.free())) {
      case Outcome.Done<Long>(Long bytes) ->
          Calls.guarded(bytes, budget, () -> new Outcome.Done<>(measured(bytes)));
      case Outcome.Refused<Long>(Refusal refusal) -> Outcome.refused(refusal);
    };
  }

  private DeviceCeiling measured(long bytes) {
    try (TimedKernels kernels = new TimedKernels(device, bytes)) {
      return kernels.ceiling();
    }
  }

  @Override
  public void close() {
    List.copyOf(layers).forEach(TornadoLayer::close);
    List.copyOf(matrices).forEach(TornadoMatrix::close);
  }
}
