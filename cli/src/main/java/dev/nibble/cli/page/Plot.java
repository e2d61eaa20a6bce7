package dev.nibble.cli.page;

import java.util.Formatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** A plot, drawn as SVG; its colours are the page's. What is drawn later covers what is there. */
public final class Plot {
  /** Where data begins, from the left edge. */
  public static final int LEFT = 92;

  /** Where data ends. */
  public static final int RIGHT = 824;

  /** Where data begins, from the upper edge. */
  public static final int TOP = 14;

  private static final int WIDTH = 860;
  private static final int MARGIN = 60;

  private final PlotAxis across;
  private final int bottom;
  private final Formatter svg = new Formatter(Locale.ROOT);

  /**
   * A point in the numbers that the axes count.
   *
   * @param x to the right
   * @param y upwards
   */
  public record Point(double x, double y) {}

  /**
   * Begins a plot.
   *
   * @param name what it shows, for people who cannot see it
   * @param height of the part that holds data
   * @param across its horizontal axis
   */
  public Plot(String name, int height, PlotAxis across) {
    this.across = across;
    bottom = TOP + height;
    svg.format(
        "<svg class=\"plot\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
        WIDTH, bottom + MARGIN, Markup.escape(name));
  }

  /** Where a number stands on the horizontal axis. */
  public double x(double value) {
    return LEFT + across.share(value) * (RIGHT - LEFT);
  }

  /** Where a number stands on a vertical axis. */
  public double y(PlotAxis axis, double value) {
    return bottom - axis.share(value) * (bottom - TOP);
  }

  /** Where data ends, from the upper edge. */
  public int bottom() {
    return bottom;
  }

  /** Takes more markup. */
  public Formatter svg() {
    return svg;
  }

  /**
   * Draws the numbers below.
   *
   * @param title what they count
   */
  public void drawAcross(String title) {
    for (double tick : across.ticks()) {
      text("tick", "middle", x(tick), bottom + 26, across.label(tick));
    }
    text("axis", "middle", (LEFT + RIGHT) / 2.0, bottom + 53, title);
  }

  /** Draws a line upwards from each number below. */
  public void drawColumns() {
    for (double tick : across.ticks()) {
      line("grid", x(tick), TOP, x(tick), bottom);
    }
  }

  /** Draws a vertical axis. */
  public void drawUp(PlotAxis axis) {
    for (double tick : axis.ticks()) {
      double y = y(axis, tick);
      line("grid", LEFT, y, RIGHT, y);
      text("tick", "end", LEFT - 8.0, y + 5, axis.label(tick));
    }
  }

  /**
   * Draws a straight line.
   *
   * @param style its class
   */
  public void line(String style, double x1, double y1, double x2, double y2) {
    svg.format(
        "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>%n",
        style, x1, x2, y1, y2);
  }

  /**
   * Draws a line through points, which ends at the edges of the plot.
   *
   * @param style its class
   * @param axis the vertical axis
   * @param points two or more, from left to right
   */
  public void curve(String style, PlotAxis axis, List<Point> points) {
    svg.format("<path class=\"curve %s\" d=\"M", style);
    for (Iterator<Point> rest = points.iterator(); rest.hasNext(); ) {
      Point point = rest.next();
      svg.format(
          "%.1f,%.1f%s",
          x(across.within(point.x)), y(axis, axis.within(point.y)), rest.hasNext() ? " L" : "");
    }
    svg.format("\"/>%n");
  }

  /**
   * Draws a dot.
   *
   * @param style its class
   * @param radius its size
   * @param description what it is, for who points at it
   */
  public void dot(String style, double x, double y, double radius, String description) {
    svg.format(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>%n",
        style, x, y, radius, Markup.escape(description));
  }

  /**
   * Writes.
   *
   * @param style its class
   * @param anchor which end of the text stands at the place: {@code start}, {@code middle} or
   *     {@code end}
   * @param text the text
   */
  public void text(String style, String anchor, double x, double y, String text) {
    svg.format(
        "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
        style, anchor, x, y, Markup.escape(text));
  }

  /** Ends the plot: an element to stand in a page. */
  public String finish() {
    svg.format("</svg>%n");
    return svg.toString();
  }
}
