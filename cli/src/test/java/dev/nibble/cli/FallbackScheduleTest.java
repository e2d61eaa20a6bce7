package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.fallback.Level;
import dev.nibble.cli.fallback.OnDevice;
import dev.nibble.cli.fallback.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FallbackScheduleTest {
  private static final OnDevice SMALL = new OnDevice(5, true);
  private static final OnDevice LARGE = new OnDevice(30, true);

  private static List<String> wanted(List<Level> levels) {
    return levels.stream().map(level -> level.wanted().text()).toList();
  }

  @Test
  @DisplayName("a small model leaves one by one, the output projection first")
  void oneByOne() {
    List<Level> levels = new FallbackSchedule(SMALL, 0, false).levels(200);
    assertEquals(
        List.of(
            "5 layers and output",
            "5 layers",
            "4 layers",
            "3 layers",
            "2 layers",
            "1 layer",
            "none"),
        wanted(levels));
    assertEquals(200, levels.stream().mapToInt(Level::tokens).sum());
    assertTrue(levels.getFirst().tokens() >= 2 * levels.get(1).tokens() - 1);
  }

  @Test
  @DisplayName("a large one leaves in eight steps of several layers")
  void severalAtOnce() {
    List<Level> levels = new FallbackSchedule(LARGE, 0, false).levels(200);
    assertEquals(9, levels.size());
    assertEquals(new OnDevice(27, false), levels.get(1).wanted());
    assertEquals(new OnDevice(3, false), levels.get(7).wanted());
    assertEquals(Stage.FALLEN, levels.getLast().stage());
  }

  @Test
  @DisplayName("what comes back one thing a token gets as many tokens more")
  void comingBack() {
    FallbackSchedule schedule = new FallbackSchedule(LARGE, 2, true);
    // Everything, 15 layers, nothing, 15 layers, everything: 31 things come back.
    assertEquals(16 + 8 + 16 + 8 + 16 + 31, schedule.leastTokens());
    List<Level> levels = schedule.levels(schedule.leastTokens());
    assertEquals(List.of(16, 8, 16, 23, 32), levels.stream().map(Level::tokens).toList());
    assertEquals(LARGE, levels.getLast().wanted());
    assertEquals(Stage.OPTIMAL, levels.getLast().stage());
  }

  @Test
  @DisplayName("too few tokens are refused with the arithmetic")
  void tooFew() {
    FallbackSchedule schedule = new FallbackSchedule(LARGE, 2, true);
    String message =
        assertThrows(IllegalArgumentException.class, () -> schedule.levels(94)).getMessage();
    assertTrue(
        message.contains(
            "5 levels of the budget, 3 x 16 + 2 x 8 + 31 in which layers come back = 95"),
        message);
  }
}
