package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When weights count as cold. */
final class PageCacheTest {
  private static final long GIBIBYTE = 1L << 30;

  @Test
  @DisplayName("much of the weights still on the disk, and not a remainder that nobody notices")
  void shares() {
    assertSlow(GIBIBYTE, 0);
    assertSlow(8 * GIBIBYTE, 0.98);
    assertPassed(GIBIBYTE, 0.98);
    assertPassed(GIBIBYTE, 1);
    assertPassed(1 << 20, 0);
  }

  private static void assertSlow(long bytes, double residentShare) {
    Check check = PageCache.check("file", bytes, residentShare);
    assertEquals(SlowPath.COLD_WEIGHTS, assertInstanceOf(Check.Slow.class, check).path());
  }

  private static void assertPassed(long bytes, double residentShare) {
    assertInstanceOf(Check.Passed.class, PageCache.check("file", bytes, residentShare));
  }

  @Test
  @DisplayName("of a file that is in memory it does not matter what is copied")
  void resident() throws IOException {
    try (Engine engine = Engine.load(TestModels.bundled())) {
      Check check = new PageCache(engine.file(), _ -> true).check();
      assertTrue(check.found().contains("of the file in memory"), check.found());
    }
  }
}
