package dev.nibble.cli.fallback;

import dev.nibble.cli.page.Plot;
import java.util.function.Predicate;

/** Which layer was computed where: a row a layer and one for the output, over tokens. */
final class PlacementPlot {
  private static final int HEIGHT = 250;
  private static final int MOST_ROW_HEIGHT = 28;
  private static final int LEAST_ROW_HEIGHT = 4;

  /** From one row's name to the next, so that they do not touch. */
  private static final int LEAST_NAME_HEIGHT = 26;

  private final FallbackTrace trace;
  private final int rowHeight;
  private final TokenPlot tokens;
  private final Plot plot;

  PlacementPlot(FallbackTrace trace) {
    this.trace = trace;
    int rows = trace.layers() + 1;
    rowHeight = Math.clamp(HEIGHT / rows, LEAST_ROW_HEIGHT, MOST_ROW_HEIGHT);
    tokens = new TokenPlot(trace, rows * rowHeight, "Where each layer was computed, over tokens");
    plot = tokens.plot();
  }

  String svg() {
    int step = Math.ceilDiv(LEAST_NAME_HEIGHT, rowHeight);
    for (int layer = 0; layer < trace.layers(); layer++) {
      int number = layer;
      if (layer % step == 0 && layer + step <= trace.layers()) {
        drawName(layer, step == 1 || layer > 0 ? "" + layer : "layer 0");
      }
      drawRow(layer, token -> number >= trace.layers() - token.held().layers());
    }
    drawName(trace.layers(), "output");
    drawRow(trace.layers(), token -> token.held().output());
    tokens.drawTokens();
    return plot.finish();
  }

  private void drawName(int row, String name) {
    plot.text("tick", "end", Plot.LEFT - 8.0, Plot.TOP + (row + 0.5) * rowHeight + 5, name);
  }

  private void drawRow(int row, Predicate<TracedToken> onDevice) {
    for (Run run : Run.of(trace.tokens(), onDevice::test)) {
      double x = plot.x(run.first().position() - 1);
      boolean device = onDevice.test(run.first());
      plot.svg()
          .format(
              "<rect class=\"cell %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>%s:"
                  + " %s, tokens %d to %d</title></rect>%n",
              device ? "device" : "cpu",
              x,
              Plot.TOP + row * rowHeight,
              plot.x(run.last().position()) - x,
              rowHeight,
              row == trace.layers() ? "output" : "layer " + row,
              device ? "device" : "CPU",
              run.first().position(),
              run.last().position());
    }
  }
}
