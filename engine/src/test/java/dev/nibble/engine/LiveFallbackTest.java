package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.device.host.HostAccelerator;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layers of the bundled model on the device that the CPU plays, and how they leave it. */
final class LiveFallbackTest {
  private static final GenerationRequest REQUEST =
      GenerationRequest.of("Once upon a time").withMaxTokens(200);

  private static List<Integer> onCpu() throws IOException {
    EngineOptions options = EngineOptions.defaults().withOffload(OffloadOptions.of(GpuChoice.OFF));
    try (Engine engine = Engine.load(TestModels.bundled(), options);
        Session session = engine.newSession()) {
      return session.generate(REQUEST, TextListener.IGNORE).ids();
    }
  }

  @Test
  void allLayersOnTheDeviceSayTheSame() throws IOException {
    EngineOptions options = EngineOptions.defaults().withOffload(OffloadOptions.of(GpuChoice.HOST));
    try (Engine engine =
            Engine.load(TestModels.bundled(), options, List.of(new HostAccelerator()));
        Session session = engine.newSession()) {
      engine.memoryPlan().orElseThrow().lines().forEach(System.out::println);
      assertEquals(onCpu(), session.generate(REQUEST, TextListener.IGNORE).ids());
      OffloadMeters meters = engine.offloadMeters();
      System.out.println(meters);
      assertEquals(0, meters.first());
      assertTrue(meters.output());
      assertEquals(meters.requiredBytes(), meters.usedBytes());
    }
  }

  @Test
  void layersLeaveOneByOneAsTheSequenceGrows() throws IOException {
    OffloadOptions offload = OffloadOptions.of(GpuChoice.HOST);
    EngineOptions options = EngineOptions.defaults().withOffload(offload.withMemory(2_150_000));
    List<PlacementChange> changes = new ArrayList<>();
    try (Engine engine =
            Engine.load(TestModels.bundled(), options, List.of(new HostAccelerator()));
        Session session = engine.newSession()) {
      engine.memoryPlan().orElseThrow().lines().forEach(System.out::println);
      engine.watchPlacement(changes::add);
      assertEquals(onCpu(), session.generate(REQUEST, TextListener.IGNORE).ids());
      changes.forEach(change -> System.out.println(change.text()));
      System.out.println(engine.offloadMeters());
    }
  }
}
