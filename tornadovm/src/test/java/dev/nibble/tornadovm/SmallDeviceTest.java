package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.measure.OffloadMeters;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TornadoVM's own limit, in a Java process that was started with a low one. */
final class SmallDeviceTest {
  private static final GenerationRequest REQUEST =
      GenerationRequest.of("Once upon a time").withMaxTokens(80);

  /** It counts what is really allocated: were less accounted for than that, it would refuse. */
  @Test
  void whatTornadoVmAllowsIsTheBudgetAndSuffices() throws IOException {
    Found.orSkip();
    long limit = FoundDevices.limit();
    assumeTrue(limit < 1 << 20, "started with -Dtornado.device.memory=" + limit);
    List<Integer> expected;
    try (Engine engine = Engine.load(TestModels.bundled(), Found.onCpu());
        Session session = engine.newSession()) {
      expected = session.generate(REQUEST, TextListener.IGNORE).ids();
    }
    try (Engine engine =
            Engine.load(
                TestModels.bundled(), EngineOptions.defaults().withOffload(Found.offload()));
        Session session = engine.newSession()) {
      OffloadMeters placed = engine.offloadMeters();
      assertEquals(limit, placed.budgetBytes());
      assertTrue(placed.first() > 0 && placed.first() < placed.layers(), placed::toString);
      assertEquals(expected, session.generate(REQUEST, TextListener.IGNORE).ids());
      OffloadMeters meters = engine.offloadMeters();
      assertTrue(meters.first() < meters.layers(), "the last layer fits: " + meters);
      assertTrue(meters.usedBytes() <= limit, meters::toString);
    }
  }
}
