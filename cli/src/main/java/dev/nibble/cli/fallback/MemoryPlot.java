package dev.nibble.cli.fallback;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** R, G and what is in use, over tokens. */
final class MemoryPlot {
  private static final int HEIGHT = 220;

  private final FallbackTrace trace;
  private final TokenPlot tokens;
  private final Plot plot;
  private final ByteUnit unit;
  private final PlotAxis sizes;

  MemoryPlot(FallbackTrace trace) {
    this.trace = trace;
    tokens = new TokenPlot(trace, HEIGHT, "Memory of the device over tokens");
    plot = tokens.plot();
    unit = trace.unit();
    sizes = PlotAxis.over(0, unit.of(trace.mostBytes()));
  }

  /** What the numbers are in. */
  String unit() {
    return unit.symbol();
  }

  String svg() {
    plot.drawUp(sizes);
    tokens.drawTokens();
    String used = steps(TracedToken::usedBytes);
    plot.svg()
        .format(
            "<path class=\"used\" d=\"M%d,%d %s L%d,%d Z\"/>%n",
            Plot.LEFT, plot.bottom(), used, Plot.RIGHT, plot.bottom());
    plot.svg().format("<path class=\"required\" d=\"M%s\"/>%n", line(TracedToken::requiredBytes));
    plot.svg().format("<path class=\"budget\" d=\"M%s\"/>%n", line(TracedToken::budgetBytes));
    return plot.finish();
  }

  private String line(ToLongFunction<TracedToken> bytes) {
    return steps(bytes).substring(1);
  }

  /** A level stretch a run of tokens of the same number. */
  private String steps(ToLongFunction<TracedToken> bytes) {
    StringBuilder path = new StringBuilder();
    for (Run run : Run.of(trace.tokens(), bytes::applyAsLong)) {
      double y = plot.y(sizes, unit.of(bytes.applyAsLong(run.first())));
      path.append(
          String.format(
              Locale.ROOT,
              "L%.1f,%.1f L%.1f,%.1f ",
              plot.x(run.first().position() - 1),
              y,
              plot.x(run.last().position()),
              y));
    }
    return path.toString().stripTrailing();
  }
}
