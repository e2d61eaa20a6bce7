package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.DiskReads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts the memory that a model has, and measures its speed at each cut: on a real device where
 * there is one; else in main memory, where the system drops pages when it is told to; else on the
 * device that the CPU plays.
 */
public final class FallbackRunCollector {
  /** Budgets between all and nothing, in quarters of R. */
  private static final List<Integer> QUARTERS = List.of(3, 2, 1);

  /** The cuts, both ends, all again, and one turn for Java to compile. */
  private static final int TURNS = QUARTERS.size() + 4;

  private final Path file;
  private final EngineOptions options;

  /**
   * Prepares.
   *
   * @param file the model
   * @param options how it is run; its device is used where it is a real one
   */
  public FallbackRunCollector(Path file, EngineOptions options) {
    this.file = file;
    this.options = options;
  }

  /** A way to memory that can be cut. */
  @FunctionalInterface
  private interface Way {
    CutMemory.Opening open() throws IOException;
  }

  /**
   * Measures.
   *
   * @param limit how long the passes may take together; some are run with each budget in any case
   * @return the speeds
   * @throws IOException if the model cannot be read
   * @throws IllegalStateException if not even the device that the CPU plays takes a layer
   */
  public FallbackRun collect(Duration limit) throws IOException {
    List<String> passedOver = new ArrayList<>();
    List<Way> ways =
        List.of(
            this::device,
            () -> ResidentMemory.open(file, options),
            () -> DeviceMemory.open(file, options, OffloadOptions.of(GpuChoice.HOST)));
    for (Way way : ways) {
      switch (way.open()) {
        case CutMemory.Opening.Closed(String reason) -> passedOver.add(reason);
        case CutMemory.Opening.Open(CutMemory memory) -> {
          try (memory) {
            return measure(memory, passedOver, limit.dividedBy(TURNS));
          }
        }
      }
    }
    throw new IllegalStateException("no memory can be cut here: " + String.join("; ", passedOver));
  }

  private CutMemory.Opening device() throws IOException {
    return options.offload().choice() == GpuChoice.HOST
        ? new CutMemory.Opening.Closed("the CPU was wanted as the device")
        : DeviceMemory.open(file, options, options.offload());
  }

  static FallbackRun measure(CutMemory memory, List<String> passedOver, Duration turn) {
    long required = memory.requiredBytes();
    try (TimedPasses passes = new TimedPasses(memory.engine(), 1)) {
      passes.run(1, turn, new PassTimes());
      double optimal = point(memory, passes, required, turn).tokensPerSecond();
      List<FallbackRun.Point> points = new ArrayList<>();
      for (int quarters : QUARTERS) {
        points.addFirst(point(memory, passes, quarters * required / 4, turn));
      }
      settle(memory, passes, 0);
      OptionalLong before = DiskReads.bytes();
      PassTimes times = new PassTimes();
      passes.run(1, turn, times);
      Optional<FallbackRun.Reread> reread = reread(memory, before, times.count());
      points.addLast(point(memory, passes, required, turn));
      return new FallbackRun(
          memory.level(),
          memory.place(),
          passedOver,
          required,
          optimal,
          1 / times.medianSeconds(),
          points,
          reread);
    }
  }

  private static FallbackRun.Point point(
      CutMemory memory, TimedPasses passes, long budget, Duration turn) {
    settle(memory, passes, budget);
    PassTimes times = new PassTimes();
    passes.run(1, turn, times);
    return new FallbackRun.Point(budget, memory.heldBytes(), 1 / times.medianSeconds());
  }

  private static void settle(CutMemory memory, TimedPasses passes, long budget) {
    memory.limit(budget);
    for (int i = 0; i < memory.settlingPasses(); i++) {
      passes.run(1);
    }
  }

  private static Optional<FallbackRun.Reread> reread(
      CutMemory memory, OptionalLong diskBytesBefore, int tokens) {
    OptionalLong now = DiskReads.bytes();
    OptionalLong dropped = memory.droppedBytes();
    if (dropped.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong diskBytes =
        now.isPresent() && diskBytesBefore.isPresent()
            ? OptionalLong.of((now.getAsLong() - diskBytesBefore.getAsLong()) / tokens)
            : OptionalLong.empty();
    return Optional.of(new FallbackRun.Reread(dropped.getAsLong(), diskBytes));
  }
}
