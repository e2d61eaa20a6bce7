package dev.nibble.cli.page;

import java.util.List;

/** Perplexity against file size: what a model loses by being smaller. */
public final class PerplexityPlot {
  private static final int HEIGHT = 350;
  private static final int CAP = 5;
  private static final int RADIUS = 5;

  private final List<Model> models;
  private final List<Model> points;
  private final ByteUnit unit;
  private final PlotAxis perplexities;
  private final Plot plot;

  /**
   * A model.
   *
   * @param name what people call it
   * @param bytes size of its file
   * @param perplexity how it predicts a text
   * @param standardError of that
   */
  public record Model(String name, long bytes, double perplexity, double standardError) {
    private double low() {
      return perplexity - standardError;
    }

    private double high() {
      return perplexity + standardError;
    }
  }

  /**
   * Prepares a plot.
   *
   * @param models one or more, the one that the others are compared with first; those without a
   *     finite perplexity are left out
   */
  public PerplexityPlot(List<Model> models) {
    this.models = List.copyOf(models);
    points =
        models.stream()
            .filter(model -> Double.isFinite(model.high()) && Double.isFinite(model.low()))
            .toList();
    long largest = models.stream().mapToLong(Model::bytes).max().orElseThrow();
    unit = ByteUnit.forBytes(largest);
    plot = new Plot("Perplexity against file size", HEIGHT, PlotAxis.over(0, unit.of(largest)));
    perplexities =
        PlotAxis.over(
            points.stream().mapToDouble(Model::low).min().orElse(0),
            points.stream().mapToDouble(Model::high).max().orElse(1));
  }

  private double x(Model model) {
    return plot.x(unit.of(model.bytes));
  }

  private double y(double perplexity) {
    return plot.y(perplexities, perplexity);
  }

  /** The drawing, an element to stand in a page. */
  public String svg() {
    plot.drawColumns();
    plot.drawUp(perplexities);
    plot.drawAcross("file size, " + unit.symbol());
    if (points.contains(models.getFirst())) {
      double level = y(models.getFirst().perplexity);
      plot.line("level", Plot.LEFT, level, Plot.RIGHT, level);
    }
    PlotLabels labels = new PlotLabels(Plot.LEFT, Plot.RIGHT);
    points.forEach(model -> labels.keepFree(x(model), y(model.high()), y(model.low())));
    points.forEach(model -> draw(model, labels));
    return plot.finish();
  }

  private void draw(Model model, PlotLabels labels) {
    double x = x(model);
    double top = y(model.high());
    double bottom = y(model.low());
    plot.svg()
        .format("<g class=\"%s\">%n", model.equals(models.getFirst()) ? "point first" : "point");
    plot.line("bar", x, top, x, bottom);
    plot.line("bar", x - CAP, top, x + CAP, top);
    plot.line("bar", x - CAP, bottom, x + CAP, bottom);
    plot.dot("dot", x, y(model.perplexity), RADIUS, description(model));
    PlotLabels.Place place = labels.place(model.name, x, y(model.perplexity));
    plot.text("name", place.anchor(), place.x(), place.baseline(), model.name);
    plot.svg().format("</g>%n");
  }

  private String description(Model model) {
    return "%s: %s %s, perplexity %s \u00b1 %s"
        .formatted(
            model.name,
            Numbers.fixed(unit.of(model.bytes), 1),
            unit.symbol(),
            Numbers.perplexity(model.perplexity),
            Numbers.perplexity(model.standardError));
  }
}
