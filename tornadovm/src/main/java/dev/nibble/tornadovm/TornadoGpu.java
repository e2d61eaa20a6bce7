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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uk.ac.manchester.tornado.api.common.TornadoDevice;

/** A device that TornadoVM reaches. */
final class TornadoGpu implements Device {
  private final DeviceInfo info;
  private final TornadoDevice device;
  private final Budget budget;
  private final List<TornadoLayer> layers = new ArrayList<>();
  private final List<TornadoMatrix> matrices = new ArrayList<>();
  private float[] residual = {};

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
    return LayerBytes.of(layer);
  }

  /** Layers share nothing: arrays of TornadoVM belong to one graph. */
  @Override
  public long scratchBytes(List<LayerSpec> specs) {
    return 0;
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
    long bytes = LayerBytes.of(spec).weightBytes();
    Optional<Refusal> refusal = budget.take(bytes);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    TornadoLayer[] made = new TornadoLayer[1];
    Outcome<DeviceLayer> outcome =
        Calls.guarded(
            bytes,
            budget,
            () -> {
              made[0] =
                  new TornadoLayer(spec, device, budget, this::trim, () -> layers.remove(made[0]));
              return new Outcome.Done<>(made[0]);
            });
    if (outcome instanceof Outcome.Refused) {
      budget.giveBack(bytes);
    } else {
      layers.add(made[0]);
      trimWhereNeeded();
    }
    return outcome;
  }

  private void trimWhereNeeded() {
    if (budget.free() < 0) {
      trim();
    }
  }

  private void trim() {
    layers.forEach(TornadoLayer::trim);
  }

  @Override
  public Outcome<DeviceMatrix> matrix(Tensor weights) {
    Optional<String> missing = Weights.unsupported(weights);
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
    int floats = pass.tokens() * ((TornadoLayer) run.getFirst()).width();
    if (residual.length < floats) {
      residual = new float[floats];
    }
    System.arraycopy(pass.input(), 0, residual, 0, floats);
    for (DeviceLayer layer : run) {
      Outcome<Void> outcome = ((TornadoLayer) layer).forward(residual, pass);
      if (outcome instanceof Outcome.Refused) {
        return outcome;
      }
    }
    System.arraycopy(residual, 0, pass.output(), 0, floats);
    return Outcome.done();
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
