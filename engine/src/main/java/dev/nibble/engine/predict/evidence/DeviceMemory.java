package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.device.DeviceChoice;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A device's memory: the CPU computes the layers beyond the budget. */
final class DeviceMemory implements CutMemory {
  /** A context of no more keeps the device's working memory small. */
  private static final int POSITIONS = KvPool.BLOCK;

  private final Engine engine;
  private final MemoryPlan plan;
  private final FallbackRun.Level level;

  private DeviceMemory(Engine engine, MemoryPlan plan, FallbackRun.Level level) {
    this.engine = engine;
    this.plan = plan;
    this.level = level;
  }

  /**
   * Loads a model on a device.
   *
   * @param file the model
   * @param options how it is run
   * @param offload which device
   * @throws IOException if the model cannot be read
   */
  static Opening open(Path file, EngineOptions options, OffloadOptions offload) throws IOException {
    if (DeviceChoice.of(offload, DeviceChoice.accelerators())
        instanceof DeviceChoice.None(String reason)) {
      return new Opening.Closed(reason);
    }
    Engine engine =
        Engine.load(
            file, options.withContextLength(POSITIONS).withOffload(offload.withReturns(true)));
    Optional<MemoryPlan> plan = engine.memoryPlan();
    if (plan.isEmpty()) {
      String reason = engine.offloadReason();
      engine.close();
      return new Opening.Closed(reason);
    }
    FallbackRun.Level level =
        offload.choice() == GpuChoice.HOST ? FallbackRun.Level.HOST : FallbackRun.Level.DEVICE;
    return new Opening.Open(new DeviceMemory(engine, plan.get(), level));
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public FallbackRun.Level level() {
    return level;
  }

  @Override
  public String place() {
    String stands =
        level == FallbackRun.Level.HOST
            ? ". The CPU plays this device, so that both sides are about as fast"
            : "";
    return "memory of a device, with %s; the CPU computes what leaves it%s"
        .formatted(plan.summary(), stands);
  }

  @Override
  public long requiredBytes() {
    return plan.requiredBytesAt(plan.first(), plan.output(), POSITIONS);
  }

  @Override
  public void limit(long bytes) {
    // A layer comes back only where it could stay for more positions.
    engine.limitDevice(bytes < requiredBytes() ? bytes : Long.MAX_VALUE);
  }

  @Override
  public int settlingPasses() {
    return plan.planned() + 2;
  }

  @Override
  public long heldBytes() {
    OffloadMeters meters = engine.offloadMeters();
    return plan.requiredBytesAt(meters.first(), meters.output(), POSITIONS);
  }

  @Override
  public OptionalLong droppedBytes() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    engine.close();
  }
}
