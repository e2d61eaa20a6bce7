package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Layers that do not fit stay away or leave, and the text is the CPU's throughout. */
final class LeavingTest {
  private static final GenerationRequest REQUEST =
      GenerationRequest.of("Once upon a time").withMaxTokens(60);

  @BeforeEach
  void skipWithoutDevice() {
    Found.orSkip();
  }

  private static List<Integer> onCpu() throws IOException {
    try (Engine engine = Engine.load(TestModels.bundled(), Found.onCpu());
        Session session = engine.newSession()) {
      return session.generate(REQUEST, TextListener.IGNORE).ids();
    }
  }

  private static EngineOptions within(long bytes) {
    OffloadOptions offload = Found.offload();
    return EngineOptions.defaults().withOffload(offload.withMemory(bytes));
  }

  @Test
  void layersBeyondTheMemoryAreTheCpus() throws IOException {
    try (Engine engine = Engine.load(TestModels.bundled(), within(450_000));
        Session session = engine.newSession()) {
      OffloadMeters placed = engine.offloadMeters();
      assertTrue(placed.first() > 0 && placed.first() < placed.layers(), placed::toString);
      assertEquals(onCpu(), session.generate(REQUEST, TextListener.IGNORE).ids());
      OffloadMeters meters = engine.offloadMeters();
      assertTrue(meters.usedBytes() <= 450_000, meters::toString);
    }
  }

  @Test
  void layersLeaveInTheMiddleOfAText() throws IOException {
    List<PlacementChange> changes = new ArrayList<>();
    int[] pieces = new int[1];
    try (Engine engine = Engine.load(TestModels.bundled(), within(8 << 20));
        Session session = engine.newSession()) {
      engine.watchPlacement(changes::add);
      TextListener limiting =
          _ -> {
            if (++pieces[0] == 20) {
              engine.limitDevice(450_000);
            }
            return true;
          };
      assertEquals(onCpu(), session.generate(REQUEST, limiting).ids());
      OffloadMeters meters = engine.offloadMeters();
      assertTrue(meters.first() > 0 && meters.first() < meters.layers(), meters::toString);
      assertTrue(meters.usedBytes() <= 450_000, meters::toString);
    }
    assertTrue(changes.size() > 1, changes::toString);
    for (PlacementChange change : changes) {
      assertEquals(PlacementChange.Kind.LEFT, change.kind());
      assertTrue(change.position() > 20, change::text);
    }
  }
}
