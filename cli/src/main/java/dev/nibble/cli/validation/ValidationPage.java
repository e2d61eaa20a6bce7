package dev.nibble.cli.validation;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.cli.page.HtmlPage;
import dev.nibble.cli.page.Key;
import dev.nibble.cli.page.Markup;
import dev.nibble.cli.page.PerplexityPlot;
import dev.nibble.engine.predict.Finding;
import dev.nibble.engine.predict.Input;
import dev.nibble.engine.predict.Prediction;
import dev.nibble.engine.predict.ValidationReport;
import dev.nibble.engine.predict.Verdict;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Predictions and what was made of them as one page, with plots inside. */
public final class ValidationPage {
  private static final Key MEASURED = new Key("measured", "measured");

  private final ValidationReport report;
  private final Evidence evidence;
  private final Circumstances circumstances;
  private final HtmlPage page;

  /**
   * Prepares a page.
   *
   * @param report what it shows
   * @param circumstances what it says of how that came about
   */
  public ValidationPage(ValidationReport report, Circumstances circumstances) {
    this.report = report;
    this.circumstances = circumstances;
    evidence = report.evidence();
    page =
        new HtmlPage(
            "Predictions for %s, held against measurements".formatted(evidence.model().name()),
            ValidationPage.class,
            "validation.css");
  }

  /** The whole page, to be written as UTF-8. */
  public String html() {
    page.element("p", introduction());
    report.notes().forEach(this::note);
    page.markup("<div class=\"plots\">\n");
    perplexity();
    speed();
    batches();
    memory();
    fallback();
    errors();
    page.markup("</div>\n");
    page.element("p", law());
    table();
    page.circumstances(circumstances);
    return page.finish();
  }

  private String introduction() {
    ModelFacts m = evidence.model();
    return String.format(
        Locale.ROOT,
        "%,d weights in %d layers of width %d. %d of %d predictions are confirmed, %d refuted.",
        m.parameters(),
        m.layers(),
        m.width(),
        report.count(Verdict.CONFIRMED),
        report.findings().size(),
        report.count(Verdict.REFUTED));
  }

  private void note(String text) {
    page.markup("<p class=\"note\">" + Markup.escape(text) + "</p>\n");
  }

  private void table() {
    page.element("h2", "What was predicted, and what was found");
    page.markup("<div class=\"findings\">\n");
    page.beginTable(
        List.of("prediction", "predicted", "measured", "error", "bound", "verdict", "remark"));
    report.findings().forEach(this::row);
    page.endTable();
    page.markup("</div>\n");
  }

  private void row(Finding finding) {
    Prediction p = finding.prediction();
    page.markup(
        "<tr><th scope=\"row\">%s <code>%s</code> <details><summary>inputs</summary>%s</details></th>%n"
            .formatted(
                Markup.escape(p.name()), Markup.escape(p.formula()), Markup.escape(inputs(p))));
    cell("predicted", Markup.escape(Quantity.withUnit(p.value(), p.unit())));
    cell(
        "measured",
        "%s <small>%s</small>"
            .formatted(
                Markup.escape(Quantity.withUnit(finding.measurement().value(), p.unit())),
                Markup.escape(finding.measurement().how())));
    cell("error", Quantity.error(finding));
    cell("bound", Markup.escape(finding.bound().text()));
    cell("verdict", "<span class=\"%s\">%1$s</span>".formatted(finding.verdict()));
    cell("remark", Markup.escape(finding.remark()));
    page.markup("</tr>\n");
  }

  /** On narrow screens a cell is a line, which begins with what the column is called. */
  private void cell(String column, String markup) {
    page.markup("<td data-column=\"%s\">%s</td>%n".formatted(column, markup));
  }

  private static String inputs(Prediction prediction) {
    return prediction.inputs().stream()
        .map(ValidationPage::input)
        .collect(Collectors.joining("; "));
  }

  private static String input(Input input) {
    return "%s = %s, %s"
        .formatted(input.symbol(), Quantity.withUnit(input.value(), input.unit()), input.meaning());
  }

  private void figure(String title, List<Key> keys, String plot) {
    page.markup("<figure>\n");
    page.element("h2", title);
    page.legend(keys);
    page.markup(plot);
    page.markup("</figure>\n");
  }

  private void perplexity() {
    WidthResult first = evidence.widths().getFirst();
    figure(
        "Size against perplexity",
        List.of(
            new Key("measured", "a width; bars show the standard error"),
            new Key("level", "the perplexity of " + first.type())),
        new PerplexityPlot(evidence.widths().stream().map(ValidationPage::model).toList()).svg());
  }

  private static PerplexityPlot.Model model(WidthResult width) {
    return new PerplexityPlot.Model(
        width.type(),
        width.fileBytes(),
        width.perplexity().perplexity(),
        width.perplexity().standardError());
  }

  private void speed() {
    figure(
        "Tokens a second against bytes a token",
        List.of(MEASURED, new Key("predicted", "what the bandwidth of memory allows")),
        new SpeedPlot(evidence).svg());
  }

  private void batches() {
    OptionalDouble crossing =
        report.findings().stream()
            .map(Finding::prediction)
            .filter(prediction -> prediction.name().equals("batch crossing"))
            .mapToDouble(Prediction::value)
            .findFirst();
    figure(
        "Throughput against batch, tokens a second",
        List.of(
            MEASURED,
            new Key("predicted", "what memory, then arithmetic allows"),
            new Key("limit", "B*, the predicted crossing")),
        new BatchPlot(evidence, crossing.orElse(1)).svg());
  }

  private void memory() {
    ContextPlot plot = new ContextPlot(evidence);
    figure(
        "Memory against context, " + plot.unit(),
        List.of(
            new Key("weights", "weights"),
            new Key("predicted", "with keys and values, predicted"),
            MEASURED),
        plot.svg());
  }

  private void fallback() {
    figure(
        "P against R: tokens a second where memory does not suffice",
        List.of(
            MEASURED,
            new Key("predicted", "P(R, G)"),
            new Key("limit", "R = G"),
            new Key("level", "P_opt and P_fall")),
        new FallbackPlot(evidence).svg());
  }

  private String law() {
    return "P(R, G) = P_opt where R is at most G, else \u03b1 P_fall. What was cut: "
        + evidence.fallback().place()
        + ".";
  }

  private void errors() {
    List<QuantizedType> types = QuantizedType.of(evidence.widths());
    if (!types.isEmpty()) {
      figure(
          "Error against bits, as a part of the weights' variance",
          List.of(
              MEASURED,
              new Key("uniform", "step\u00b2 / 12, the format's real steps"),
              new Key("textbook", "textbook, M\u00b2 / (3 \u00b7 2^(2b))"),
              new Key("limit", "2^(-2R), which no code of Gaussian weights is under")),
          new ErrorPlot(types).svg());
    }
  }
}
