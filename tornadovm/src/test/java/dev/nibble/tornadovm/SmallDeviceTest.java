package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.device.PlacementChange;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TornadoVM's own limit, in a Java process that was started with a low one. */
final class SmallDeviceTest {
  /** Longer than the room for keys and values that a layer has to spare: its arrays must grow. */
  private static final GenerationRequest REQUEST =
      GenerationRequest.of("Once upon a time").withMaxTokens(300).withIgnoreEos(true);

  @BeforeEach
  @AfterEach
  void nothingIsOnTheDevice() {
    Found.orSkip();
    long limit = FoundDevices.find().limit();
    assumeTrue(limit < 1 << 20, "started with -Dtornado.device.memory=" + limit);
    try (Rival rival = new Rival()) {
      assertTrue(rival.takes(limit), "somebody has not given memory back");
    }
  }

  private static List<Integer> onCpu() throws IOException {
    try (Engine engine = Engine.load(TestModels.bundled(), Found.onCpu());
        Session session = engine.newSession()) {
      return session.generate(REQUEST, TextListener.IGNORE).ids();
    }
  }

  private static Engine load() throws IOException {
    return Engine.load(TestModels.bundled(), EngineOptions.defaults().withOffload(Found.offload()));
  }

  /** It counts what is really allocated: were less accounted for than that, it would refuse. */
  @Test
  void whatTornadoVmAllowsIsTheBudgetAndSuffices() throws IOException {
    long limit = FoundDevices.find().limit();
    try (Engine engine = load();
        Session session = engine.newSession()) {
      OffloadMeters placed = engine.offloadMeters();
      assertEquals(limit, placed.budgetBytes());
      assertTrue(placed.first() > 0 && placed.first() < placed.layers(), placed::toString);
      List<PlacementChange> changes = new ArrayList<>();
      engine.watchPlacement(changes::add);
      assertEquals(onCpu(), session.generate(REQUEST, TextListener.IGNORE).ids());
      OffloadMeters meters = engine.offloadMeters();
      assertTrue(meters.first() < meters.layers(), "the last layer fits: " + meters);
      assertTrue(meters.usedBytes() <= limit, meters::toString);
      changes.forEach(change -> assertEquals("budget", change.cause(), change::text));
    }
  }

  /** The budget says that there is memory, and TornadoVM that there is none. */
  @Test
  void memoryThatSomebodyElseTakesInTheMiddleOfATextCostsLayers() throws IOException {
    List<PlacementChange> changes = new ArrayList<>();
    int[] pieces = new int[1];
    try (Engine engine = load();
        Session session = engine.newSession();
        Rival rival = new Rival()) {
      engine.watchPlacement(changes::add);
      TextListener taking =
          _ -> {
            // What layers that leave give back, too.
            if (++pieces[0] % 20 == 0) {
              rival.takeWhatIsLeft(64 << 10, 1 << 10);
            }
            return true;
          };
      assertEquals(onCpu(), session.generate(REQUEST, taking).ids());
      assertTrue(rival.bytes() > 0);
    }
    List<PlacementChange> exhausted =
        changes.stream().filter(change -> change.cause().equals("exhausted")).toList();
    assertFalse(exhausted.isEmpty(), changes::toString);
    exhausted.forEach(change -> assertTrue(change.position() > 20, change::text));
  }
}
