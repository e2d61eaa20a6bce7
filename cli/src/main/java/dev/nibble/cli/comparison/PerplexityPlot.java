package dev.nibble.cli.comparison;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.cli.page.Markup;
import dev.nibble.cli.page.Numbers;
import dev.nibble.cli.page.PlotAxis;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Perplexity against file size, drawn as SVG; its colours are the page's. */
final class PerplexityPlot {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 430;
  private static final int LEFT = 72;
  private static final int RIGHT = WIDTH - 20;
  private static final int TOP = 16;
  private static final int BOTTOM = HEIGHT - 56;
  private static final int CAP = 5;

  private final ComparisonReport report;
  private final List<ComparisonRow> points;
  private final ByteUnit unit;
  private final PlotAxis sizes;
  private final PlotAxis perplexities;
  private final Formatter svg = new Formatter(Locale.ROOT);

  PerplexityPlot(ComparisonReport report) {
    this.report = report;
    this.points =
        report.rows().stream()
            .filter(row -> Double.isFinite(high(row)) && Double.isFinite(low(row)))
            .toList();
    this.unit = Column.fileUnit(report);
    this.sizes =
        PlotAxis.over(0, report.rows().stream().mapToDouble(this::size).max().orElseThrow());
    this.perplexities =
        PlotAxis.over(
            points.stream().mapToDouble(PerplexityPlot::low).min().orElse(0),
            points.stream().mapToDouble(PerplexityPlot::high).max().orElse(1));
  }

  private double size(ComparisonRow row) {
    return unit.of(row.bytes());
  }

  private static double low(ComparisonRow row) {
    return row.perplexity().perplexity() - row.perplexity().standardError();
  }

  private static double high(ComparisonRow row) {
    return row.perplexity().perplexity() + row.perplexity().standardError();
  }

  private double x(double size) {
    return LEFT + sizes.share(size) * (RIGHT - LEFT);
  }

  private double y(double perplexity) {
    return BOTTOM - perplexities.share(perplexity) * (BOTTOM - TOP);
  }

  /** The drawing, an element to stand in a page. */
  String svg() {
    svg.format(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Perplexity against file size\">%n",
        WIDTH, HEIGHT);
    drawAxes();
    if (points.contains(report.first())) {
      double level = y(report.first().perplexity().perplexity());
      svg.format(
          "<line class=\"level\" x1=\"%d\" x2=\"%d\" %s/>%n", LEFT, RIGHT, vertical(level, level));
    }
    drawPoints();
    svg.format("</svg>%n");
    return svg.toString();
  }

  private void drawAxes() {
    for (double tick : sizes.ticks()) {
      double x = x(tick);
      svg.format(
          "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" %s/>%n", x, x, vertical(TOP, BOTTOM));
      svg.format(
          "<text class=\"tick\" text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>%n",
          x, BOTTOM + 20, sizes.label(tick));
    }
    for (double tick : perplexities.ticks()) {
      double y = y(tick);
      svg.format("<line class=\"grid\" x1=\"%d\" x2=\"%d\" %s/>%n", LEFT, RIGHT, vertical(y, y));
      svg.format(
          "<text class=\"tick\" text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>%n",
          LEFT - 10, y + 4, perplexities.label(tick));
    }
    svg.format(
        "<text class=\"axis\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">file size, %s</text>%n",
        (LEFT + RIGHT) / 2, HEIGHT - 10, unit.symbol());
    svg.format(
        "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(18 %d) rotate(-90)\">"
            + "perplexity, lower is better</text>%n",
        (TOP + BOTTOM) / 2);
  }

  private void drawPoints() {
    PlotLabels labels = new PlotLabels(LEFT, RIGHT);
    for (ComparisonRow row : points) {
      labels.keepFree(x(size(row)), y(high(row)), y(low(row)));
    }
    for (ComparisonRow row : points) {
      double x = x(size(row));
      double middle = y(row.perplexity().perplexity());
      double top = y(high(row));
      double bottom = y(low(row));
      svg.format("<g class=\"%s\">%n", row.equals(report.first()) ? "point first" : "point");
      svg.format("<title>%s</title>%n", Markup.escape(description(row)));
      svg.format("<line x1=\"%.1f\" x2=\"%.1f\" %s/>%n", x, x, vertical(top, bottom));
      for (double end : new double[] {top, bottom}) {
        svg.format("<line x1=\"%.1f\" x2=\"%.1f\" %s/>%n", x - CAP, x + CAP, vertical(end, end));
      }
      svg.format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>%n", x, middle);
      PlotLabels.Place place = labels.place(row.name(), x, middle);
      svg.format(
          "<text text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n",
          place.anchor(), place.x(), place.baseline(), Markup.escape(row.name()));
      svg.format("</g>%n");
    }
  }

  private String description(ComparisonRow row) {
    return "%s: %s %s, perplexity %s \u00b1 %s"
        .formatted(
            row.name(),
            Numbers.fixed(size(row), 1),
            unit.symbol(),
            Numbers.perplexity(row.perplexity().perplexity()),
            Numbers.perplexity(row.perplexity().standardError()));
  }

  private static String vertical(double from, double to) {
    return String.format(Locale.ROOT, "y1=\"%.1f\" y2=\"%.1f\"", from, to);
  }
}
