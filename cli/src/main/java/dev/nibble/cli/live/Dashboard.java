package dev.nibble.cli.live;

import dev.nibble.cli.live.Style.Ink;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.measure.OffloadMeters;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A state as lines of text. */
final class Dashboard {
  /** How many lines there are. */
  static final int LINES = 5;

  private static final String UNKNOWN = "-";
  private static final int BAR_COLUMNS = 30;

  private final LiveState state;
  private final int width;
  private final Style style;

  /**
   * Prepares.
   *
   * @param state what to show
   * @param width columns that a line may have
   * @param style with colours or without
   */
  Dashboard(LiveState state, int width, Style style) {
    this.state = state;
    this.width = width;
    this.style = style;
  }

  /** The lines, none wider than the terminal. */
  List<String> lines() {
    return List.of(heading(), layers(), memory(), speed(), fade());
  }

  private String heading() {
    DashboardLine line = new DashboardLine(width, style);
    line.add(Ink.FAINT, "── ").add(state.title() + ", token " + state.position() + " ");
    return line.add(Ink.FAINT, "─".repeat(line.room())).toString();
  }

  private String layers() {
    OffloadMeters m = state.meters();
    String counts = "  " + placed(m);
    DashboardLine line = labelled("layers");
    new LayerCells(m).addTo(line, Math.max(3, line.room() - counts.length()));
    line.add(counts);
    line.addWhole(Ink.DEVICE, "   " + LayerCells.DEVICE + " device");
    line.addWhole(Ink.FALLEN, "  " + LayerCells.FALLEN + " fell back");
    return line.addWhole(Ink.CPU, "  " + LayerCells.CPU + " CPU").toString();
  }

  /** Such as {@code 3 of 5 on the device, 2 fallbacks}. */
  static String placed(OffloadMeters m) {
    String text =
        "%d of %d%s on the device, %d %s"
            .formatted(
                m.deviceLayers(),
                m.layers(),
                m.output() ? " and output" : "",
                m.fallbacks(),
                m.fallbacks() == 1 ? "fallback" : "fallbacks");
    return m.returns() == 0 ? text : text + ", %d back".formatted(m.returns());
  }

  private String memory() {
    OffloadMeters m = state.meters();
    DashboardLine line = labelled("R / G");
    if (m.device().isEmpty()) {
      return line.add(UNKNOWN).toString();
    }
    String sizes = "  " + sizes(m);
    int columns = Math.clamp((long) line.room() - sizes.length(), 3, BAR_COLUMNS);
    new MemoryBar(m.requiredBytes(), m.budgetBytes()).addTo(line, columns);
    Ink ink = m.requiredBytes() > m.budgetBytes() ? Ink.OVER : Ink.NORMAL;
    return line.add(ink, sizes).toString();
  }

  /** Such as {@code R 1.9MiB, G 2.1MiB (93.1 %), used 1.8MiB}. */
  static String sizes(OffloadMeters m) {
    return String.format(
        Locale.ROOT,
        "R %s, G %s (%s), used %s",
        ByteSize.format(m.requiredBytes()),
        ByteSize.format(m.budgetBytes()),
        m.budgetBytes() == 0
            ? UNKNOWN
            : String.format(Locale.ROOT, "%.1f %%", 100.0 * m.requiredBytes() / m.budgetBytes()),
        ByteSize.format(m.usedBytes()));
  }

  private String speed() {
    String rate = "  " + number(state.rate(), 1);
    DashboardLine line = labelled("tok/s");
    new Sparkline(state.speeds()).addTo(line, Math.max(1, line.room() - rate.length()));
    return line.add(rate).toString();
  }

  private String fade() {
    DashboardLine line = labelled("fade").add(fade(state.meters()));
    return state.news().isEmpty()
        ? line.toString()
        : line.add(Ink.FAINT, "   " + state.news()).toString();
  }

  /** Such as {@code P_opt 900.1, P_fall -, alpha -}. */
  static String fade(OffloadMeters m) {
    return "P_opt %s, P_fall %s, alpha %s"
        .formatted(number(m.optimal(), 1), number(m.fallen(), 1), number(m.alpha(), 2));
  }

  /** A number that may not be known yet. */
  static String number(OptionalDouble value, int digits) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%." + digits + "f", value.getAsDouble())
        : UNKNOWN;
  }

  private DashboardLine labelled(String label) {
    return new DashboardLine(width, style).add(Ink.FAINT, String.format("%-7s", label));
  }
}
