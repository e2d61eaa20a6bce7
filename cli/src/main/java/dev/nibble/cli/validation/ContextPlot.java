package dev.nibble.cli.validation;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.predict.Curves;
import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;
import java.util.stream.DoubleStream;

/** Weights, keys and values against the length of a sequence. */
final class ContextPlot {
  private static final int HEIGHT = 260;
  private static final int RADIUS = 5;

  private final List<ContextPoint> points;
  private final long weightBytes;
  private final Curves curves;
  private final ByteUnit unit;
  private final PlotAxis lengths;
  private final PlotAxis sizes;
  private final Plot plot;

  ContextPlot(Evidence evidence) {
    points = evidence.contexts();
    weightBytes = evidence.model().parameterBytes();
    curves = new Curves(evidence);
    lengths = PlotAxis.over(0, points.stream().mapToInt(ContextPoint::tokens).max().orElseThrow());
    long most =
        Math.max(
            predicted(lengths.high()),
            weightBytes + points.stream().mapToLong(ContextPoint::kvBytes).max().orElseThrow());
    unit = ByteUnit.forBytes(most);
    sizes = PlotAxis.over(0, unit.of(most));
    plot = new Plot("Memory against the length of a sequence", HEIGHT, lengths);
  }

  private long predicted(double tokens) {
    return weightBytes + Math.round(curves.kvBytes(tokens));
  }

  /** What the numbers are in. */
  String unit() {
    return unit.symbol();
  }

  String svg() {
    plot.drawUp(sizes);
    plot.drawAcross("tokens of the sequence");
    double top = plot.y(sizes, unit.of(weightBytes));
    plot.svg()
        .format(
            "<rect class=\"weights\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>%n",
            Plot.LEFT, top, Plot.RIGHT - Plot.LEFT, plot.bottom() - top);
    plot.curve(
        "predicted",
        sizes,
        DoubleStream.of(lengths.low(), lengths.high())
            .mapToObj(tokens -> new Plot.Point(tokens, unit.of(predicted(tokens))))
            .toList());
    for (ContextPoint point : points) {
      plot.dot(
          "measured",
          plot.x(point.tokens()),
          plot.y(sizes, unit.of(weightBytes + point.kvBytes())),
          RADIUS,
          "%d tokens: weights and %s of keys and values"
              .formatted(point.tokens(), ByteSize.format(point.kvBytes())));
    }
    return plot.finish();
  }
}
