package dev.nibble.cli.validation;

import dev.nibble.cli.page.Plot;
import dev.nibble.cli.page.PlotAxis;
import dev.nibble.cli.page.PlotLabels;
import dev.nibble.engine.predict.Curves;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Errors of quantized weights against bits a weight, and what no code can be better than. */
final class ErrorPlot {
  private static final int HEIGHT = 300;
  private static final int RADIUS = 5;
  private static final int SMALL_RADIUS = 4;

  private final List<QuantizedType> types;
  private final PlotAxis bits;
  private final PlotAxis errors;
  private final Plot plot;

  ErrorPlot(List<QuantizedType> types) {
    this.types = types;
    bits = PlotAxis.over(0, types.stream().mapToDouble(QuantizedType::bits).max().orElseThrow());
    DoubleSummaryStatistics range =
        DoubleStream.concat(
                DoubleStream.of(Curves.distortion(bits.high()), 1),
                types.stream()
                    .flatMapToDouble(
                        type -> DoubleStream.of(type.measured(), type.uniform(), type.textbook())))
            .filter(error -> error > 0)
            .summaryStatistics();
    errors = PlotAxis.logarithmic(range.getMin(), range.getMax(), 10);
    plot = new Plot("Mean squared error of the weights against bits a weight", HEIGHT, bits);
  }

  String svg() {
    plot.drawColumns();
    plot.drawUp(errors);
    plot.drawAcross("bits a weight, scales included");
    plot.curve(
        "limit",
        errors,
        DoubleStream.of(bits.low(), bits.high())
            .mapToObj(each -> new Plot.Point(each, Curves.distortion(each)))
            .toList());
    PlotLabels labels = new PlotLabels(Plot.LEFT, Plot.RIGHT);
    types.forEach(type -> labels.keepFree(plot.x(type.bits()), y(top(type)), y(bottom(type))));
    types.forEach(type -> draw(type, labels));
    return plot.finish();
  }

  private static double top(QuantizedType type) {
    return Math.max(type.measured(), Math.max(type.uniform(), type.textbook()));
  }

  private static double bottom(QuantizedType type) {
    return Math.min(type.measured(), type.uniform());
  }

  private void draw(QuantizedType type, PlotLabels labels) {
    double x = plot.x(type.bits());
    String name = type.type().name();
    if (type.textbook() > 0) {
      plot.dot("textbook", x, y(type.textbook()), SMALL_RADIUS, name + ", textbook");
    }
    plot.dot(
        "measured",
        x,
        y(type.measured()),
        RADIUS,
        String.format(Locale.ROOT, "%s: %.3g of the variance", name, type.measured()));
    plot.dot("uniform", x, y(type.uniform()), RADIUS + 3, name + ", step^2 / 12");
    PlotLabels.Place place = labels.place(name, x, y(type.measured()));
    plot.text("name", place.anchor(), place.x(), place.baseline(), name);
  }

  private double y(double error) {
    return plot.y(errors, error);
  }
}
