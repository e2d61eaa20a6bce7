package dev.nibble.cli.live;

import static dev.nibble.cli.live.States.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.live.SpeedSample.Mark;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
  private static List<String> plain(LiveState state, int width) {
    return new Dashboard(state, width, Style.PLAIN).lines();
  }

  @Test
  @DisplayName("a device in use: where the layers are, R within G, and what is not known yet")
  void device() {
    List<String> lines = plain(States.of(States.meters(2, 2 * MIB, 4 * MIB)), 79);
    assertEquals(
        "── host:0, the CPU playing a device (no real device), token 137 " + "─".repeat(15),
        lines.get(0));
    assertEquals(
        "layers ··███ ·  3 of 5 on the device, 0 fallbacks   █ device  ▒ fell back  · CPU",
        plain(States.of(States.meters(2, 2 * MIB, 4 * MIB)), 100).get(1));
    assertEquals(
        "R / G  " + "█".repeat(15) + "·".repeat(14) + "|  R 2MiB, G 4MiB (50.0 %), used 1MiB",
        lines.get(2));
    assertEquals("tok/s    -", lines.get(3));
    assertEquals("fade   P_opt -, P_fall -, alpha -", lines.get(4));
  }

  @Test
  @DisplayName("after a fallback: fallen layers differ from those of the CPU, R is over G")
  void fallback() {
    OffloadMeters meters = States.measured(States.meters(3, 4 * MIB, 2 * MIB), 900.04, 300, 450);
    LiveHistory history = new LiveHistory(new LiveSubject("host:0"), meters);
    history.changed(States.left());
    LiveState state = history.state();
    List<String> lines = plain(state, 100);
    assertTrue(lines.get(1).startsWith("layers ··▒██ ·  2 of 5 on the device, 1 fallback "));
    assertEquals(
        "R / G  " + "█".repeat(15) + "|" + "▒".repeat(14) + "  R 4MiB, G 2MiB (200.0 %), used 2MiB",
        lines.get(2));
    assertEquals(
        "fade   P_opt 900.0, P_fall 300.0, alpha 1.50   layer 2 to the CPU at token 49 (budget)",
        lines.get(4));
  }

  @Test
  @DisplayName("speeds are drawn against the fastest, and a fallback has its mark among them")
  void sparkline() {
    LiveState state =
        States.of(
            States.meters(3, MIB, MIB),
            new SpeedSample(1, 1000, Mark.NONE),
            new SpeedSample(1, 1000, Mark.NONE),
            new SpeedSample(1, 1000, Mark.LEFT),
            new SpeedSample(1, 2000, Mark.NONE),
            new SpeedSample(1, 8000, Mark.NONE),
            new SpeedSample(1, 1000, Mark.RETURNED));
    assertEquals("tok/s  ██↓▄▁↑  -", plain(state, 79).get(3));
  }

  @Test
  @DisplayName("a mark is not lost where one column stands for many tokens")
  void squeezedMark() {
    LiveState state =
        States.of(States.meters(3, MIB, MIB), States.steady(200, 77).toArray(SpeedSample[]::new));
    String line = plain(state, 30).get(3);
    assertEquals(30, line.length(), line);
    assertEquals(1, line.chars().filter(c -> c == '↓').count(), line);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 40, 60, 79, 200})
  @DisplayName("no line is wider than the terminal, whatever happens")
  void width(int width) {
    OffloadMeters many =
        new OffloadMeters(
            "host:0",
            126,
            0,
            40,
            true,
            false,
            900L << 30,
            899L << 30,
            1L << 30,
            41,
            12,
            OptionalDouble.of(12345.678),
            OptionalDouble.of(2345.6),
            OptionalDouble.of(3456.7));
    LiveState state =
        States.of(many, States.steady(SpeedHistory.MOST_SAMPLES, 3).toArray(SpeedSample[]::new));
    List<String> lines = plain(state, width);
    assertEquals(Dashboard.LINES, lines.size());
    lines.forEach(line -> assertTrue(line.length() <= width, line));
    List<String> coloured = new Dashboard(state, width, Style.COLOURED).lines();
    assertEquals(
        lines, coloured.stream().map(line -> line.replaceAll("\u001b\\[\\d*m", "")).toList());
  }

  @Test
  @DisplayName("a little too much is drawn as too much")
  void justOver() {
    String line = plain(States.of(States.meters(3, 1001, 1000)), 79).get(2);
    assertTrue(line.contains("█|▒  R"), line);
    String within = plain(States.of(States.meters(3, 1000, 1000)), 79).get(2);
    assertTrue(within.contains("█|  R"), within);
  }

  @Test
  @DisplayName("without colours nothing but text is written")
  void noColour() {
    List<String> lines = plain(States.of(States.meters(2, MIB, MIB)), 79);
    assertFalse(String.join("", lines).contains("\u001b"));
  }

  @Test
  @DisplayName("a model without a device says so, and has no R and no G")
  void noDevice() {
    LiveState state =
        new LiveState(
            "no device: --gpu off",
            OffloadMeters.none(3),
            7,
            OptionalDouble.of(12.34),
            List.of(),
            "");
    List<String> lines = plain(state, 79);
    assertTrue(lines.get(0).startsWith("── no device: --gpu off, token 7 ─"), lines.get(0));
    assertTrue(lines.get(1).startsWith("layers ··· ·  0 of 3 on the device, "), lines.get(1));
    assertEquals("R / G  -", lines.get(2));
    assertEquals("tok/s    12.3", lines.get(3));
  }

  @Test
  @DisplayName("more layers than columns share cells, and none is shown on the device too early")
  void manyLayers() {
    OptionalDouble unknown = OptionalDouble.empty();
    OffloadMeters half =
        new OffloadMeters(
            "host:0", 100, 0, 51, false, false, 1, 1, 1, 1, 0, unknown, unknown, unknown);
    DashboardLine line = new DashboardLine(22, Style.PLAIN);
    new LayerCells(half).addTo(line, 12);
    assertEquals("▒▒▒▒▒▒████ ·", line.toString());
  }

  @Test
  @DisplayName("names from a driver cannot command the terminal")
  void control() {
    LiveState state =
        new LiveState(
            "a\u001b[2Jb", OffloadMeters.none(1), 0, OptionalDouble.empty(), List.of(), "");
    assertTrue(plain(state, 40).getFirst().startsWith("── a?[2Jb, token 0 "));
  }
}
