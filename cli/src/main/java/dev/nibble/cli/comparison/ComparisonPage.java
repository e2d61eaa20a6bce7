package dev.nibble.cli.comparison;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.cli.page.HtmlPage;
import dev.nibble.cli.page.Markup;
import dev.nibble.cli.page.PerplexityPlot;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A comparison as one page, with its plot inside. */
public final class ComparisonPage {
  private final ComparisonReport report;
  private final Circumstances circumstances;
  private final HtmlPage page;

  /**
   * Prepares a page.
   *
   * @param report what it shows
   * @param circumstances what it says of how that came about
   */
  public ComparisonPage(ComparisonReport report, Circumstances circumstances) {
    this.report = report;
    this.circumstances = circumstances;
    page = new HtmlPage("%d models on %s".formatted(report.rows().size(), fileName(report.text())));
  }

  /** The whole page, to be written as UTF-8. */
  public String html() {
    page.element("p", extent());
    figure();
    table();
    legend();
    page.circumstances(circumstances);
    return page.finish();
  }

  /** Without the folders, which say nothing to others; a dash is standard input. */
  private static String fileName(String text) {
    return text.equals("-") ? "standard input" : text.replaceFirst("^.*[/\\\\](?=.)", "");
  }

  private String extent() {
    return String.format(
        Locale.ROOT,
        "%,d tokens scored in %,d chunks of %d. Every model is held against the first, %s.",
        report.extent().scoredTokens(),
        report.extent().chunks(),
        report.extent().context(),
        report.first().name());
  }

  private void figure() {
    page.markup("<figure>\n<h2>Perplexity, the lower the better</h2>\n");
    page.markup(
        new PerplexityPlot(report.rows().stream().map(ComparisonPage::point).toList()).svg());
    page.element(
        "figcaption",
        "Bars show the standard error of the perplexity. Dashed: the perplexity of "
            + report.first().name()
            + ".");
    page.markup("</figure>\n");
  }

  private static PerplexityPlot.Model point(ComparisonRow row) {
    return new PerplexityPlot.Model(
        row.name(), row.bytes(), row.perplexity().perplexity(), row.perplexity().standardError());
  }

  private void table() {
    List<Column> columns = Column.of(report);
    page.beginTable(
        Stream.concat(Stream.of("model"), columns.stream().map(ComparisonPage::heading)).toList());
    for (ComparisonRow row : report.rows()) {
      page.row(
          Stream.concat(
                  Stream.of(row.name()), columns.stream().map(column -> column.cell().apply(row)))
              .toList());
    }
    page.endTable();
  }

  private static String heading(Column column) {
    String name = Markup.escape(column.name());
    return column.unit().isEmpty()
        ? name
        : name + " <small>" + Markup.escape(column.unit()) + "</small>";
  }

  private void legend() {
    page.element("h2", "What the columns mean");
    page.markup("<dl>\n");
    page.entry(
        "ppl, error", "perplexity of the text, the lower the better, and its standard error");
    page.entry(
        "KL",
        "Kullback-Leibler divergence from the first model's predictions to this one's, over the"
            + " scored tokens: mean, median and 99 % quantile; 0 where both agree");
    page.entry("top-1", "tokens where both models hold the same one for the most likely");
    page.entry("rho", "size of the first file divided by the size of this one");
    page.entry("Q", "perplexity of the first model divided by the perplexity of this one");
    page.entry("eta", "efficiency, Q times rho");
    page.entry(
        "prefill, decode",
        "tokens a second for a prompt, and for the tokens generated behind it; each model in a"
            + " process of its own");
    page.entry("memory", "the largest resident set of that process, mapped weights included");
    page.markup("</dl>\n");
  }
}
