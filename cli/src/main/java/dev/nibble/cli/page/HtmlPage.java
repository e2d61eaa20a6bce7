package dev.nibble.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.engine.measure.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A page that needs nothing but itself: HTML that is XML as well, with its style inside, and no
 * script. It grows from top to bottom.
 */
public final class HtmlPage {
  private static final String COMMON_STYLE = "page.css";

  private final StringBuilder html = new StringBuilder();

  /**
   * Begins a page of the common style.
   *
   * @param title its title and first heading
   */
  public HtmlPage(String title) {
    begin(title, "");
  }

  /**
   * Begins a page.
   *
   * @param title its title and first heading
   * @param owner the class beside which its own style lies
   * @param style the name of that style
   */
  public HtmlPage(String title, Class<?> owner, String style) {
    begin(title, resource(owner, style));
  }

  private void begin(String title, String style) {
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    element("title", title + " - Nibble");
    html.append("<style>\n")
        .append(resource(HtmlPage.class, COMMON_STYLE))
        .append(style)
        .append("</style>\n</head>\n<body>\n<main>\n");
    element("h1", title);
  }

  /**
   * Adds markup as it is.
   *
   * @param markup well-formed XML
   */
  public void markup(String markup) {
    html.append(markup);
  }

  /**
   * Adds an element that holds text alone.
   *
   * @param name its name
   * @param text its text
   */
  public void element(String name, String text) {
    html.append("<%s>%s</%s>%n".formatted(name, Markup.escape(text), name));
  }

  /**
   * Adds a term and what it means to a list that is open.
   *
   * @param term the term
   * @param description what it means
   */
  public void entry(String term, String description) {
    html.append("<dt>").append(Markup.escape(term)).append("</dt>");
    element("dd", description);
  }

  /**
   * Adds what the marks of a plot mean to a figure that is open.
   *
   * @param keys the marks
   */
  public void legend(List<Key> keys) {
    html.append("<figcaption>");
    for (Key key : keys) {
      html.append(
          "<span class=\"entry\"><span class=\"key %s\"></span>%s</span>%n"
              .formatted(key.style(), Markup.escape(key.meaning())));
    }
    html.append("</figcaption>\n");
  }

  /**
   * Begins a table, which {@link #endTable} ends.
   *
   * @param headings the titles of the columns, as markup
   */
  public void beginTable(List<String> headings) {
    html.append("<div class=\"wide\">\n<table>\n<thead>\n<tr>");
    headings.forEach(title -> html.append("<th scope=\"col\">").append(title).append("</th>"));
    html.append("</tr>\n</thead>\n<tbody>\n");
  }

  /**
   * Adds a row to the table.
   *
   * @param cells its texts; the first is what the row is called
   */
  public void row(List<String> cells) {
    html.append("<tr><th scope=\"row\">").append(Markup.escape(cells.getFirst())).append("</th>");
    for (String cell : cells.subList(1, cells.size())) {
      html.append("<td>").append(Markup.escape(cell)).append("</td>");
    }
    html.append("</tr>\n");
  }

  /** Ends the table. */
  public void endTable() {
    html.append("</tbody>\n</table>\n</div>\n");
  }

  /**
   * Adds how it was measured.
   *
   * @param circumstances when and where that was
   */
  public void circumstances(Circumstances circumstances) {
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

  /** The whole page, to be written as UTF-8; nothing can be added any more. */
  public String finish() {
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String resource(Class<?> owner, String name) {
    try (InputStream css = owner.getResourceAsStream(name)) {
      return new String(css.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
