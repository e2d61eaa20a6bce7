package dev.nibble.cli.fallback;

import dev.nibble.cli.page.Markup;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.engine.device.PlacementChange;
import java.util.Formatter;
import java.util.Locale;

/**
 * The frame of a plot over tokens, drawn as SVG: all have the same horizontal axis, on which a
 * token takes the stretch that ends at its position.
 */
final class TokenPlot {
  static final int LEFT = 92;
  static final int RIGHT = 844;
  static final int TOP = 14;
  private static final int WIDTH = 860;
  private static final int MARGIN = 60;

  private final FallbackTrace trace;
  private final int bottom;
  private final int begin;
  private final int end;
  private final Formatter svg = new Formatter(Locale.ROOT);

  /**
   * Begins a plot.
   *
   * @param trace its tokens
   * @param height of the part that holds data
   * @param name what it shows, for people who cannot see it
   */
  TokenPlot(FallbackTrace trace, int height, String name) {
    this.trace = trace;
    bottom = TOP + height;
    begin = trace.tokens().getFirst().position() - 1;
    end = trace.tokens().getLast().position();
    svg.format(
        "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
        WIDTH, bottom + MARGIN, Markup.escape(name));
  }

  /** Where a stretch of the sequence ends. */
  double x(int position) {
    return LEFT + (double) (position - begin) / (end - begin) * (RIGHT - LEFT);
  }

  /** Where a number stands on a vertical axis. */
  double y(PlotAxis axis, double value) {
    return bottom - axis.share(value) * (bottom - TOP);
  }

  int bottom() {
    return bottom;
  }

  /** Takes more markup. */
  Formatter svg() {
    return svg;
  }

  /** Draws the positions below. */
  void drawTokens() {
    PlotAxis axis = PlotAxis.over(begin, end);
    for (double tick : axis.ticks()) {
      if (tick >= begin && tick <= end) {
        double x = x((int) tick);
        svg.format(
            "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>%n",
            x, bottom + 26, axis.label(tick));
      }
    }
    svg.format(
        "<text class=\"axis\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">token, counted with the"
            + " prompt</text>%n",
        (LEFT + RIGHT) / 2, bottom + 53);
  }

  /** Draws a vertical axis. */
  void drawAxis(PlotAxis axis) {
    for (double tick : axis.ticks()) {
      double y = y(axis, tick);
      svg.format(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
          LEFT, RIGHT, y, y);
      svg.format(
          "<text class=\"tick\" text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>%n",
          LEFT - 8, y + 5, axis.label(tick));
    }
  }

  /** Draws a line where something moved. */
  void drawChanges() {
    for (PlacementChange change : trace.changes()) {
      double x = x(change.position() - 1);
      svg.format(
          "<line class=\"change %s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"><title>%s</title>"
              + "</line>%n",
          change.kind().name().toLowerCase(Locale.ROOT),
          x,
          x,
          TOP,
          bottom,
          Markup.escape(change.text()));
    }
  }

  /** Ends the plot: an element to stand in a page. */
  String finish() {
    svg.format("</svg>%n");
    return svg.toString();
  }
}
