package dev.nibble.cli.validation;

import dev.nibble.cli.page.Numbers;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.engine.predict.Curves;
import dev.nibble.engine.predict.evidence.BatchPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;

/** Tokens a second of all sequences against how many there are, and the predicted crossing. */
final class BatchPlot {
  private static final int HEIGHT = 300;
  private static final int RADIUS = 5;

  private final List<BatchPoint> points;
  private final double crossing;
  private final Curves curves;
  private final PlotAxis batches;
  private final PlotAxis speeds;
  private final Plot plot;

  /**
   * Prepares.
   *
   * @param evidence what was measured
   * @param crossing with how many sequences arithmetic takes as long as reading
   */
  BatchPlot(Evidence evidence, double crossing) {
    this.points = evidence.batches();
    this.crossing = crossing;
    curves = new Curves(evidence);
    double most = points.stream().mapToInt(BatchPoint::sequences).max().orElseThrow();
    batches = PlotAxis.logarithmic(1, Math.max(most, crossing), 2);
    DoubleSummaryStatistics range =
        DoubleStream.concat(
                points.stream().mapToDouble(BatchPoint::tokensPerSecond),
                DoubleStream.of(batches.low(), batches.high()).map(curves::throughput))
            .summaryStatistics();
    speeds = PlotAxis.logarithmic(range.getMin(), range.getMax(), 10);
    plot = new Plot("Tokens a second of all sequences against their number", HEIGHT, batches);
  }

  String svg() {
    plot.drawColumns();
    plot.drawUp(speeds);
    plot.drawAcross("sequences whose tokens go through the model together");
    double x = plot.x(crossing);
    plot.line("limit", x, Plot.TOP, x, plot.bottom());
    plot.curve(
        "predicted",
        speeds,
        DoubleStream.of(batches.low(), crossing, batches.high())
            .mapToObj(sequences -> new Plot.Point(sequences, curves.throughput(sequences)))
            .toList());
    plot.curve(
        "measured",
        speeds,
        points.stream()
            .map(point -> new Plot.Point(point.sequences(), point.tokensPerSecond()))
            .toList());
    for (BatchPoint point : points) {
      plot.dot(
          "measured",
          plot.x(point.sequences()),
          plot.y(speeds, point.tokensPerSecond()),
          RADIUS,
          "%d sequences: %s tok/s"
              .formatted(point.sequences(), Numbers.rate(point.tokensPerSecond())));
    }
    boolean left = x > (Plot.LEFT + Plot.RIGHT) / 2.0;
    plot.text(
        "name",
        left ? "end" : "start",
        left ? x - 8 : x + 8,
        plot.bottom() - 10.0,
        "B* = " + Numbers.fixed(crossing, 1));
    return plot.finish();
  }
}
