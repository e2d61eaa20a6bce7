package dev.nibble.engine.device.host;

import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.cache.KvShape;
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
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.WorkerPool;
import dev.nibble.engine.kernel.tier.TimedLoops;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.model.LayerScratch;
import dev.nibble.weights.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The CPU's kernels as a device. What it computes is what the CPU computes, to the bit. */
final class HostDevice implements Device {
  private final DeviceInfo info;
  private final Budget budget;
  private final Kernels kernels;
  private final Batch batch = new Batch();
  private Optional<LayerScratch> scratch = Optional.empty();
  private long scratchBytes;
  private final Set<HostLayer> layers = new HashSet<>();
  private final Set<HostMatrix> matrices = new HashSet<>();
  private float[] residual = {};

  HostDevice(DeviceInfo info, long memoryBytes, Kernels kernels) {
    this.info = info;
    this.kernels = kernels;
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

  @Override
  public int likeOne() {
    return kernels.likeOne();
  }

  @Override
  public LayerNeed need(LayerSpec layer) {
    KvShape shape = HostLayer.shape(layer);
    return new LayerNeed(layer.tensors().bytes(), shape.blockBytes());
  }

  @Override
  public long scratchBytes(List<LayerSpec> layers) {
    LayerSpec any = layers.getFirst();
    return LayerScratch.bytes(any.model(), any.maxTokens());
  }

  @Override
  public long need(Tensor weights) {
    return weights.bytes();
  }

  @Override
  public Outcome<DeviceLayer> layer(LayerSpec spec) {
    long first = layers.isEmpty() ? scratchBytes(List.of(spec)) : 0;
    Optional<Refusal> refusal = budget.take(first + spec.tensors().bytes());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    if (layers.isEmpty()) {
      scratchBytes = first;
      scratch = Optional.of(new LayerScratch(spec.model()));
    }
    DeviceMemory memory = new DeviceMemory();
    try {
      HostLayer layer =
          new HostLayer(spec, memory, kernels, scratch.orElseThrow(), budget, this::layerClosed);
      layers.add(layer);
      return new Outcome.Done<>(layer);
    } catch (IllegalStateException | OutOfMemoryError e) {
      // The file was closed meanwhile, or the system has less memory than the budget says.
      memory.close();
      budget.giveBack(spec.tensors().bytes());
      freeScratch();
      return Outcome.refused(new Refusal.Failed(e));
    }
  }

  private void layerClosed(HostLayer layer) {
    layers.remove(layer);
    freeScratch();
  }

  private void freeScratch() {
    if (layers.isEmpty()) {
      scratch = Optional.empty();
      budget.giveBack(scratchBytes);
    }
  }

  @Override
  public Outcome<DeviceMatrix> matrix(Tensor weights) {
    Optional<Refusal> refusal = budget.take(weights.bytes());
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    DeviceMemory memory = new DeviceMemory();
    try {
      HostMatrix matrix = new HostMatrix(weights, memory, kernels, budget, matrices::remove);
      matrices.add(matrix);
      return new Outcome.Done<>(matrix);
    } catch (IllegalStateException | OutOfMemoryError e) {
      memory.close();
      budget.giveBack(weights.bytes());
      return Outcome.refused(new Refusal.Failed(e));
    }
  }

  @Override
  public Outcome<Void> run(List<DeviceLayer> run, DevicePass pass) {
    int floats = pass.tokens() * ((HostLayer) run.getFirst()).width();
    if (residual.length < floats) {
      residual = new float[floats];
    }
    System.arraycopy(pass.input(), 0, residual, 0, floats);
    for (DeviceLayer layer : run) {
      HostLayer host = (HostLayer) layer;
      batch.clear();
      for (int s = 0; s < pass.sequences(); s++) {
        int count = pass.count(s);
        batch.add(new SlotCache(host, pass, s), new int[count], 0, count);
      }
      host.forward(residual, batch, pass);
    }
    System.arraycopy(residual, 0, pass.output(), 0, floats);
    return Outcome.done();
  }

  @Override
  public Outcome<DeviceCeiling> ceiling() {
    return switch (DeviceCeiling.memory(budget.left())) {
      case Outcome.Done<Long>(Long bytes) -> ceiling(bytes);
      case Outcome.Refused<Long>(Refusal refusal) -> Outcome.refused(refusal);
    };
  }

  private Outcome<DeviceCeiling> ceiling(long bytes) {
    try (TimedLoops loops = new TimedLoops(bytes);
        WorkerPool pool = new WorkerPool(kernels.threads())) {
      return new Outcome.Done<>(
          new DeviceCeiling(
              loops.multiplyAddsPerSecond(Arithmetic.FLOAT32, pool), loops.bytesPerSecond(pool)));
    } catch (OutOfMemoryError e) {
      return Outcome.refused(new Refusal.Failed(e));
    }
  }

  @Override
  public void close() {
    Set.copyOf(matrices).forEach(HostMatrix::close);
    Set.copyOf(layers).forEach(HostLayer::close);
    kernels.close();
  }
}
