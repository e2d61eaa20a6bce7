package dev.nibble.cli.comparison;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.engine.measure.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * A comparison as one page that needs nothing but itself: HTML that is XML as well, with its style
 * and its plot inside, and no script.
 */
public final class ComparisonPage {
  private static final String STYLE = "comparison.css";

  private final ComparisonReport report;
  private final Circumstances circumstances;
  private final StringBuilder html = new StringBuilder();

  /**
   * Prepares a page.
   *
   * @param report what it shows
   * @param circumstances what it says of how that came about
   */
  public ComparisonPage(ComparisonReport report, Circumstances circumstances) {
    this.report = report;
    this.circumstances = circumstances;
  }

  /** The whole page, to be written as UTF-8. */
  public String html() {
    String title = "%d models on %s".formatted(report.rows().size(), fileName(report.text()));
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    element("title", title + " - Nibble");
    html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    element("h1", title);
    element("p", extent());
    figure();
    table();
    legend();
    circumstances();
    html.append("</main>\n</body>\n</html>\n");
    return html.toString();
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
    html.append("<figure>\n").append(new PerplexityPlot(report).svg());
    element(
        "figcaption",
        "Bars show the standard error of the perplexity. Dashed: the perplexity of "
            + report.first().name()
            + ".");
    html.append("</figure>\n");
  }

  private void table() {
    List<Column> columns = Column.of(report);
    html.append("<div class=\"wide\">\n<table>\n<thead>\n<tr><th scope=\"col\">model</th>");
    for (Column column : columns) {
      html.append("<th scope=\"col\">").append(Markup.escape(column.name()));
      if (!column.unit().isEmpty()) {
        html.append(" <small>").append(Markup.escape(column.unit())).append("</small>");
      }
      html.append("</th>");
    }
    html.append("</tr>\n</thead>\n<tbody>\n");
    for (ComparisonRow row : report.rows()) {
      html.append("<tr><th scope=\"row\">").append(Markup.escape(row.name())).append("</th>");
      for (Column column : columns) {
        html.append("<td>").append(Markup.escape(column.cell().apply(row))).append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table>\n</div>\n");
  }

  private void legend() {
    element("h2", "What the columns mean");
    html.append("<dl>\n");
    entry("ppl, error", "perplexity of the text, the lower the better, and its standard error");
    entry(
        "KL",
        "Kullback-Leibler divergence from the first model's predictions to this one's, over the"
            + " scored tokens: mean, median and 99 % quantile; 0 where both agree");
    entry("top-1", "tokens where both models hold the same one for the most likely");
    entry("rho", "size of the first file divided by the size of this one");
    entry("Q", "perplexity of the first model divided by the perplexity of this one");
    entry("eta", "efficiency, Q times rho");
    entry(
        "prefill, decode",
        "tokens a second for a prompt, and for the tokens generated behind it; each model in a"
            + " process of its own");
    entry("memory", "the largest resident set of that process, mapped weights included");
    html.append("</dl>\n");
  }

  private void circumstances() {
    element("h2", "How it was measured");
    html.append("<dl>\n");
    entry("date", circumstances.date());
    html.append("<dt>command</dt><dd><code>")
        .append(Markup.escape(circumstances.command()))
        .append("</code></dd>\n");
    for (Check check : circumstances.machine()) {
      entry(check.name(), check.found());
    }
    html.append("</dl>\n");
  }

  private void entry(String term, String description) {
    html.append("<dt>").append(Markup.escape(term)).append("</dt>");
    element("dd", description);
  }

  private void element(String name, String text) {
    html.append("<%s>%s</%s>%n".formatted(name, Markup.escape(text), name));
  }

  private static String style() {
    try (InputStream css = ComparisonPage.class.getResourceAsStream(STYLE)) {
      return new String(css.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
