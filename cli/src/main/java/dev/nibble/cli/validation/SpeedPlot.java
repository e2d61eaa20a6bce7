package dev.nibble.cli.validation;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.cli.page.Numbers;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.cli.page.PlotLabels;
import dev.nibble.engine.predict.Curves;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/** Tokens a second against what is read for a token, and what memory allows. */
final class SpeedPlot {
  private static final int HEIGHT = 300;
  private static final int RADIUS = 5;

  private final List<WidthResult> widths;
  private final double kvBytes;
  private final ByteUnit unit;
  private final PlotAxis sizes;
  private final PlotAxis speeds;
  private final Curves curves;
  private final Plot plot;

  SpeedPlot(Evidence evidence) {
    widths = evidence.widths();
    kvBytes = evidence.speed().kvBytesPerToken();
    curves = new Curves(evidence);
    DoubleSummaryStatistics bytes = widths.stream().mapToDouble(this::bytes).summaryStatistics();
    unit = ByteUnit.forBytes((long) bytes.getMax());
    sizes = PlotAxis.logarithmic(unit.of((long) bytes.getMin()), unit.of((long) bytes.getMax()), 2);
    DoubleSummaryStatistics range =
        DoubleStream.concat(
                widths.stream().mapToDouble(WidthResult::decodeTokensPerSecond),
                DoubleStream.of(sizes.low(), sizes.high()).map(this::allowed))
            .summaryStatistics();
    speeds = PlotAxis.logarithmic(range.getMin(), range.getMax(), 10);
    plot = new Plot("Tokens a second against bytes that are read for a token", HEIGHT, sizes);
  }

  private double bytes(WidthResult width) {
    return width.multipliedBytes() + kvBytes;
  }

  /** What memory allows where so much is read, in the unit of the axis. */
  private double allowed(double size) {
    return curves.decodeSpeed(size * unit.bytes());
  }

  String svg() {
    plot.drawColumns();
    plot.drawUp(speeds);
    plot.drawAcross("weights, keys and values that are read for a token, " + unit.symbol());
    plot.curve(
        "predicted",
        speeds,
        DoubleStream.of(sizes.low(), sizes.high())
            .mapToObj(size -> new Plot.Point(size, allowed(size)))
            .toList());
    PlotLabels labels = new PlotLabels(Plot.LEFT, Plot.RIGHT);
    widths.forEach(width -> labels.keepFree(x(width), y(width), y(width)));
    for (WidthResult width : widths) {
      plot.dot(
          "measured",
          x(width),
          y(width),
          RADIUS,
          "%s: %s tok/s; memory allows %s"
              .formatted(
                  width.type(),
                  Numbers.rate(width.decodeTokensPerSecond()),
                  Numbers.rate(curves.decodeSpeed(bytes(width)))));
      PlotLabels.Place place = labels.place(width.type(), x(width), y(width));
      plot.text("name", place.anchor(), place.x(), place.baseline(), width.type());
    }
    return plot.finish();
  }

  private double x(WidthResult width) {
    return plot.x(bytes(width) / unit.bytes());
  }

  private double y(WidthResult width) {
    return plot.y(speeds, width.decodeTokensPerSecond());
  }
}
