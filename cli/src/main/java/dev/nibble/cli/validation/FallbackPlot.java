package dev.nibble.cli.validation;

import dev.nibble.cli.page.Numbers;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.cli.page.PlotLabels;
import dev.nibble.engine.predict.Curves;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Speed against what is needed in units of what there is: P against R, with G where both meet. */
final class FallbackPlot {
  private static final int HEIGHT = 300;
  private static final int RADIUS = 5;
  private static final double HEADROOM = 1.15;

  /** Where the axis begins: all of it fits. */
  private static final double LEAST_NEED = 0.5;

  /** From a line down to what is written below it, on a narrow screen. */
  private static final int BELOW = 24;

  private static final int CURVE_POINTS = 120;

  private final FallbackRun run;
  private final Curves curves;
  private final List<FallbackRun.Point> points;
  private final PlotAxis needs;
  private final PlotAxis speeds;
  private final Plot plot;

  FallbackPlot(Evidence evidence) {
    run = evidence.fallback();
    curves = new Curves(evidence);
    points = run.points().stream().filter(point -> point.budgetBytes() > 0).toList();
    needs =
        PlotAxis.over(
            LEAST_NEED, points.stream().mapToDouble(this::need).max().orElse(2 * LEAST_NEED));
    speeds =
        PlotAxis.over(
            0,
            HEADROOM
                * DoubleStream.concat(
                        DoubleStream.of(run.optimal(), run.fallen()),
                        points.stream().mapToDouble(FallbackRun.Point::tokensPerSecond))
                    .max()
                    .orElseThrow());
    plot = new Plot("Tokens a second against memory needed over memory granted", HEIGHT, needs);
  }

  private double need(FallbackRun.Point point) {
    return (double) run.requiredBytes() / point.budgetBytes();
  }

  String svg() {
    plot.drawUp(speeds);
    plot.drawAcross("R / G, memory that is needed by memory that there is");
    level("P_opt", run.optimal(), run.optimal() >= run.fallen());
    level("P_fall", run.fallen(), run.optimal() < run.fallen());
    double limit = plot.x(1);
    plot.line("limit", limit, Plot.TOP, limit, plot.bottom());
    plot.text("name", "start", limit + 6, plot.bottom() - 10.0, "R = G");
    plot.curve("predicted", speeds, curve());
    PlotLabels labels = new PlotLabels(Plot.LEFT, Plot.RIGHT);
    points.forEach(point -> labels.keepFree(x(point), y(point), y(point)));
    points.forEach(point -> draw(point, labels));
    return plot.finish();
  }

  private void level(String name, double speed, boolean above) {
    double y = plot.y(speeds, speed);
    plot.line("level", Plot.LEFT, y, Plot.RIGHT, y);
    boolean below = !above && y + BELOW < plot.bottom();
    plot.text(
        "name",
        "start",
        Plot.LEFT + 4.0,
        below ? y + BELOW : y - 8,
        name + " " + Numbers.rate(speed));
  }

  private List<Plot.Point> curve() {
    double step = (needs.high() - needs.low()) / CURVE_POINTS;
    return IntStream.rangeClosed(0, CURVE_POINTS)
        .mapToDouble(i -> needs.low() + i * step)
        .mapToObj(need -> new Plot.Point(need, curves.performance(need)))
        .toList();
  }

  private void draw(FallbackRun.Point point, PlotLabels labels) {
    String speed = Numbers.rate(point.tokensPerSecond()) + " tok/s";
    boolean fits = need(point) <= 1;
    String alpha = "\u03b1 " + Numbers.fixed(point.tokensPerSecond() / run.fallen(), 2);
    plot.dot("measured", x(point), y(point), RADIUS, fits ? speed : speed + ", " + alpha);
    if (!fits) {
      PlotLabels.Place place = labels.place(alpha, x(point), y(point));
      plot.text("name", place.anchor(), place.x(), place.baseline(), alpha);
    }
  }

  private double x(FallbackRun.Point point) {
    return plot.x(need(point));
  }

  private double y(FallbackRun.Point point) {
    return plot.y(speeds, point.tokensPerSecond());
  }
}
