package dev.nibble.cli.fallback;

import dev.nibble.cli.page.Numbers;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import java.util.OptionalDouble;

/** Tokens a second over tokens: a point a token, a line a phase, P_opt and P_fall across. */
final class SpeedPlot {
  private static final int HEIGHT = 260;
  private static final int RADIUS = 2;

  /** Single tokens beyond this part of all are drawn at the edge. */
  private static final double SHOWN = 0.97;

  private static final double HEADROOM = 1.15;

  private final FallbackTrace trace;
  private final TokenPlot tokens;
  private final Plot plot;
  private final PlotAxis speeds;

  SpeedPlot(FallbackTrace trace) {
    this.trace = trace;
    tokens = new TokenPlot(trace, HEIGHT, "Tokens a second over tokens");
    plot = tokens.plot();
    double[] all = trace.tokens().stream().mapToDouble(TracedToken::perSecond).sorted().toArray();
    double high = all[(int) (SHOWN * (all.length - 1))];
    double fastest =
        trace.phases().stream()
            .map(Phase::perSecond)
            .flatMapToDouble(OptionalDouble::stream)
            .reduce(high, Math::max);
    speeds = PlotAxis.over(0, HEADROOM * fastest);
  }

  String svg() {
    plot.drawUp(speeds);
    tokens.drawTokens();
    tokens.drawChanges();
    for (TracedToken token : trace.tokens()) {
      plot.dot(
          token.moved() ? "token moved" : "token",
          (plot.x(token.position() - 1) + plot.x(token.position())) / 2,
          y(token.perSecond()),
          RADIUS,
          "token %d: %s tok/s, %s on the device"
              .formatted(token.position(), Numbers.rate(token.perSecond()), token.held().text()));
    }
    trace.phases().forEach(this::drawPhase);
    drawLevels();
    return plot.finish();
  }

  private double y(double perSecond) {
    return plot.y(speeds, Math.min(perSecond, speeds.high()));
  }

  private void drawPhase(Phase phase) {
    phase
        .perSecond()
        .ifPresent(speed ->
            plot.line(
                "phase",
                plot.x(phase.first().position() - 1),
                y(speed),
                plot.x(phase.last().position()),
                y(speed)));
  }

  /** The upper line has its name above it, the lower one below. */
  private void drawLevels() {
    double optimal = trace.optimal().orElse(Double.NaN);
    double fallen = trace.fallen().orElse(Double.NaN);
    drawLevel("optimal", "P_opt", optimal, !(optimal < fallen));
    drawLevel("fallen", "P_fall", fallen, optimal < fallen);
  }

  private void drawLevel(String style, String name, double speed, boolean above) {
    if (Double.isNaN(speed)) {
      return;
    }
    double y = y(speed);
    plot.line("level " + style, Plot.LEFT, y, Plot.RIGHT, y);
    plot.text(
        "name " + style,
        "end",
        Plot.RIGHT - 4.0,
        above ? y - 8 : y + 20,
        name + " " + Numbers.rate(speed));
  }
}
