package dev.nibble.cli.validation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.page.ParsedPage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ValidationPageTest {
  private static ParsedPage page() {
    return new ParsedPage(new ValidationPage(Reports.report(), Reports.HERE).html());
  }

  /** How many elements of a class a plot has. */
  private static long marks(Element plot, String element, String style) {
    return java.util.stream.IntStream.range(0, plot.getElementsByTagName(element).getLength())
        .mapToObj(i -> (Element) plot.getElementsByTagName(element).item(i))
        .filter(mark -> List.of(mark.getAttribute("class").split(" ")).contains(style))
        .count();
  }

  @Test
  @DisplayName("it says each prediction with formula, inputs, both numbers, bound and verdict")
  void contents() {
    ParsedPage page = page();
    assertEquals(
        Reports.findings().size(),
        page.elements("tbody").getFirst().getElementsByTagName("tr").getLength());
    assertTrue(page.texts("code").contains("x = a < b & c"), () -> page.texts("code").toString());
    assertTrue(page.texts("details").contains("inputsd = 576 channels, model width"));
    List<String> cells = page.texts("td");
    assertTrue(
        cells.containsAll(
            List.of(
                "confirmed",
                "refuted",
                "within 5 %",
                "exactly",
                "22.5MiB",
                "22.5MiB looked at it",
                "186.3 tokens/s",
                "+53.1 %",
                "333 x",
                "-",
                "why KV memory is so")),
        cells::toString);
    assertEquals(List.of("made up, & <quickly>"), page.texts("p").subList(1, 2));
    assertTrue(page.texts("dd").contains("2026-11-27 10:00 +00:00"));
  }

  @Test
  @DisplayName("each of the six plots has its data")
  void plots() {
    List<Element> plots = page().elements("svg");
    assertEquals(6, plots.size());
    assertAll(
        () -> assertEquals(3, marks(plots.get(0), "circle", "dot"), "widths"),
        () -> assertEquals(3, marks(plots.get(1), "circle", "measured"), "speeds"),
        () -> assertEquals(1, marks(plots.get(1), "path", "predicted"), "bandwidth"),
        () -> assertEquals(6, marks(plots.get(2), "circle", "measured"), "batches"),
        () -> assertEquals(1, marks(plots.get(2), "line", "limit"), "crossing"),
        () -> assertEquals(4, marks(plots.get(3), "circle", "measured"), "contexts"),
        () -> assertEquals(1, marks(plots.get(3), "path", "predicted"), "KV memory"),
        () -> assertEquals(4, marks(plots.get(4), "circle", "measured"), "budgets"),
        () -> assertEquals(2, marks(plots.get(4), "line", "level"), "P_opt, P_fall"),
        () -> assertEquals(1, marks(plots.get(4), "line", "limit"), "G"),
        () -> assertEquals(2, marks(plots.get(5), "circle", "textbook"), "textbook"),
        () -> assertEquals(1, marks(plots.get(5), "path", "limit"), "bound"));
  }

  @Test
  @DisplayName("it opens offline: no script, and nothing that would be fetched")
  void selfContained() {
    page().standsAlone();
  }
}
