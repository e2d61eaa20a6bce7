package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.evaluate.CeilingMeasurement;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is measured, and that it is possible; how fast it is, no test can know. */
final class SpeedCollectorsTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  private static Engine engine;
  private static CeilingMeasurement ceilings;

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled());
    ceilings = new CeilingMeasurement();
  }

  @AfterAll
  static void unload() {
    engine.close();
    ceilings.close();
  }

  @Test
  @DisplayName("a sequence is timed in prefill and decode, with the machine's ceilings beside it")
  void speed() {
    DecodeSpeed speed = new DecodeSpeedCollector(engine, ceilings).collect(SHORT);

    assertEquals(512, speed.promptTokens());
    assertEquals(128, speed.decodeTokens());
    assertTrue(speed.prefillTokensPerSecond() > 1, speed.toString());
    assertTrue(speed.decodeTokensPerSecond() > 1, speed.toString());
    assertTrue(
        speed.prefillMultiplyAddsPerSecond() > 1e5 * speed.prefillTokensPerSecond(),
        speed.toString());
    assertEquals(engine.threads(), speed.ceiling().threads());
    // Five layers of 32 keys and 32 values as float32, half of 128 positions and their own.
    assertEquals(64.5 * 5 * 2 * 32 * 4, speed.kvBytesPerToken());
  }

  @Test
  @DisplayName("half a megabyte is read from a cache over and over, a gibibyte is not")
  void cached() {
    double small = ceilings.rereadBytesPerSecond(1, 500_000);
    double large = ceilings.rereadBytesPerSecond(1, 1L << 30);
    assertTrue(small > large, small + " and " + large);
  }

  @Test
  @DisplayName("batches are 1, 2, 4, ... 32 sequences, or fewer where there is no memory")
  void batches() throws IOException {
    List<BatchPoint> points = new BatchSweepCollector(engine).collect(SHORT);
    assertEquals(List.of(1, 2, 4, 8, 16, 32), points.stream().map(BatchPoint::sequences).toList());
    assertTrue(points.stream().allMatch(p -> p.tokensPerSecond() > 1), points.toString());
    assertEquals(0, engine.kvMeters().used());

    long fiveBlocks = 5L * 16 * 5 * 2 * 32 * 4;
    try (Engine small =
        Engine.load(TestModels.bundled(), EngineOptions.defaults().withKvMemoryBytes(fiveBlocks))) {
      List<BatchPoint> few = new BatchSweepCollector(small).collect(SHORT);
      assertEquals(List.of(1, 2, 4), few.stream().map(BatchPoint::sequences).toList());
    }
  }

  @Test
  @DisplayName("contexts double from 128 on as far as the model reaches, and longer ones take more")
  void contexts() {
    List<ContextPoint> points = new ContextSweepCollector(engine).collect(SHORT);

    assertEquals(List.of(128, 256, 512), points.stream().map(ContextPoint::tokens).toList());
    for (ContextPoint point : points) {
      assertEquals(point.tokens() * 5L * 2 * 32 * 4, point.kvBytes());
      assertTrue(point.decodeSeconds() > 0, point.toString());
    }
    assertTrue(
        points.getLast().prefillSeconds() > points.getFirst().prefillSeconds(), points.toString());
    assertEquals(0, engine.kvMeters().used());
  }

  @Test
  @DisplayName("a short context, or little memory, has shorter sequences, three at least")
  void shortContext() throws IOException {
    EngineOptions options = EngineOptions.defaults();
    long fourBlocks = 4L * 16 * 5 * 2 * 32 * 4;
    for (EngineOptions small :
        List.of(options.withContextLength(100), options.withKvMemoryBytes(fourBlocks))) {
      try (Engine limited = Engine.load(TestModels.bundled(), small)) {
        List<ContextPoint> points = new ContextSweepCollector(limited).collect(Duration.ZERO);
        assertEquals(List.of(16, 32, 64), points.stream().map(ContextPoint::tokens).toList());
      }
    }
  }

  @Test
  @DisplayName("a fallback goes from little memory to all of it, and says why it is where it is")
  void fallback() throws IOException {
    FallbackRun run =
        new FallbackRunCollector(TestModels.bundled(), EngineOptions.defaults()).collect(SHORT);

    assertFalse(run.passedOver().isEmpty());
    check(run);
    assertEquals(run.level() == FallbackRun.Level.RESIDENT, run.reread().isPresent());
    run.reread()
        .ifPresent(reread ->
            assertTrue(reread.droppedBytes() > 0.9 * run.requiredBytes(), run.toString()));
  }

  @Test
  @DisplayName("the device that the CPU plays holds what each budget allows")
  void host() throws IOException {
    EngineOptions options = EngineOptions.defaults().withOffload(OffloadOptions.of(GpuChoice.HOST));
    CutMemory.Opening opening = DeviceMemory.open(TestModels.bundled(), options, options.offload());
    try (CutMemory memory = ((CutMemory.Opening.Open) opening).memory()) {
      FallbackRun run = FallbackRunCollector.measure(memory, List.of(), SHORT.dividedBy(10));

      assertEquals(FallbackRun.Level.HOST, run.level());
      assertTrue(run.place().contains("The CPU plays this device"), run.place());
      check(run);
    }
  }

  private static void check(FallbackRun run) {
    List<FallbackRun.Point> points = run.points();
    assertEquals(4, points.size());
    assertTrue(run.optimal() > 1 && run.fallen() > 1, run.toString());
    for (int i = 0; i < points.size(); i++) {
      FallbackRun.Point point = points.get(i);
      assertEquals((i + 1) * run.requiredBytes() / 4, point.budgetBytes());
      assertTrue(point.heldBytes() <= point.budgetBytes(), run.toString());
      assertTrue(i == 0 || point.heldBytes() > points.get(i - 1).heldBytes(), run.toString());
      assertTrue(point.tokensPerSecond() > 1, run.toString());
    }
    assertEquals(run.requiredBytes(), points.getLast().heldBytes());
  }
}
