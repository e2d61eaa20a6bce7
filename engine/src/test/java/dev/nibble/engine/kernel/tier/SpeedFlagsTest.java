package dev.nibble.engine.kernel.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.JavaOptions;
import dev.nibble.engine.measure.SlowPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whether Java was started as the launcher starts it. */
final class SpeedFlagsTest {
  private static final List<String> NEEDED = List.of("-XX:A=1", "-XX:+B");

  private static Check check(String... options) {
    return SpeedFlags.check(Optional.of(new JavaOptions(List.of(options))), NEEDED);
  }

  @Test
  @DisplayName("a missing flag is named, with all that belong to it")
  void missing() {
    Check.Slow slow = assertInstanceOf(Check.Slow.class, check("-XX:A=1", "-ea"));
    assertEquals(SlowPath.FLAGS, slow.path());
    assertTrue(slow.found().startsWith("-XX:+B is not among the flags"), slow.found());
    assertEquals("start java with -XX:A=1 -XX:+B", slow.remedy());
  }

  @Test
  @DisplayName("all flags in any order pass, and are what was found")
  void complete() {
    assertEquals(
        new Check.Passed("flags", "-XX:+B -ea -XX:A=1"), check("-XX:+B", "-ea", "-XX:A=1"));
  }

  @Test
  @DisplayName("where the options cannot be known nobody is blamed")
  void unknown() {
    assertEquals(new Check.Passed("flags", "unknown"), SpeedFlags.check(Optional.empty(), NEEDED));
  }
}
