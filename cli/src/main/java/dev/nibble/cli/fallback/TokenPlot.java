package dev.nibble.cli.fallback;

import dev.nibble.cli.page.Markup;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.engine.device.PlacementChange;
import java.util.Locale;

/**
 * A plot over tokens: all have the same horizontal axis, on which a token takes the stretch that
 * ends at its position.
 */
final class TokenPlot {
  private final FallbackTrace trace;
  private final Plot plot;

  /**
   * Begins a plot.
   *
   * @param trace its tokens
   * @param height of the part that holds data
   * @param name what it shows, for people who cannot see it
   */
  TokenPlot(FallbackTrace trace, int height, String name) {
    this.trace = trace;
    int begin = trace.tokens().getFirst().position() - 1;
    int end = trace.tokens().getLast().position();
    plot = new Plot(name, height, PlotAxis.between(begin, end));
  }

  /** The plot itself. */
  Plot plot() {
    return plot;
  }

  /** Draws the positions below. */
  void drawTokens() {
    plot.drawAcross("token, counted with the prompt");
  }

  /** Draws a line where something moved. */
  void drawChanges() {
    for (PlacementChange change : trace.changes()) {
      double x = plot.x(change.position() - 1);
      plot.svg()
          .format(
              "<line class=\"change %s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"><title>%s"
                  + "</title></line>%n",
              change.kind().name().toLowerCase(Locale.ROOT),
              x,
              x,
              Plot.TOP,
              plot.bottom(),
              Markup.escape(change.text()));
    }
  }
}
