package dev.nibble.cli.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.cli.page.ParsedPage;
import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.measure.Check;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ComparisonPageTest {
  private static final Circumstances HERE =
      new Circumstances(
          "2026-11-22 10:00 +00:00",
          "nibble compare -f 'a b.txt'",
          List.of(new Check.Passed("cores", "2")));

  private static String html(ComparisonRow... rows) {
    return new ComparisonPage(Reports.of(rows), HERE).html();
  }

  private static ParsedPage parse(String html) {
    return new ParsedPage(html);
  }

  /** The coordinates of a point by its name. */
  private static double[] point(ParsedPage page, String name) {
    Element group =
        page.elements("g").stream()
            .filter(g -> g.getElementsByTagName("text").item(0).getTextContent().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no point " + name));
    Element circle = (Element) group.getElementsByTagName("circle").item(0);
    return new double[] {
      Double.parseDouble(circle.getAttribute("cx")), Double.parseDouble(circle.getAttribute("cy"))
    };
  }

  @Test
  @DisplayName("it says what was compared, with all numbers, when, where and how")
  void contents() {
    ParsedPage page = parse(html(Reports.first("F16"), Reports.fourBits("Q4_0")));
    assertEquals(List.of("2 models on story.txt"), page.texts("h1"));
    assertEquals(2 * 14, page.texts("td").size());
    assertTrue(
        page.texts("td")
            .containsAll(List.of("560.8", "169.8", "4.1944", "4.7319", "0.1377", "80.7", "3.303")),
        () -> page.texts("td").toString());
    assertTrue(
        page.texts("dd")
            .containsAll(List.of("2026-11-22 10:00 +00:00", "nibble compare -f 'a b.txt'", "2")),
        () -> page.texts("dd").toString());
  }

  @Test
  @DisplayName("the plot has a point a model: the larger file at the right, the worse model above")
  void plot() {
    ParsedPage page = parse(html(Reports.first("F16"), Reports.fourBits("Q4_0")));
    double[] first = point(page, "F16");
    double[] fourBits = point(page, "Q4_0");
    assertTrue(fourBits[0] < first[0], "the smaller file is at the left");
    assertTrue(fourBits[1] < first[1], "the worse model is above");
    // 0 to 600 KiB lie between 92 and 824.
    assertEquals(92 + 732 * 560.75 / 600, first[0], 0.06);
  }

  @Test
  @DisplayName("it opens offline: no script, and nothing that would be fetched")
  void selfContained() {
    parse(html(Reports.first("F16"), Reports.fourBits("Q4_0"))).standsAlone();
  }

  @Test
  @DisplayName("names are text, whatever they spell")
  void escapes() {
    String evil = "<script>alert(\"1\")</script> & 'x'.gguf";
    ParsedPage page = parse(html(Reports.first("a\u0001\u0007b"), Reports.fourBits(evil)));
    assertEquals(List.of(), page.elements("script"));
    List<String> names = page.texts("th");
    assertEquals(evil, names.getLast());
    assertTrue(names.contains("a\ufffd\ufffdb"), names::toString);
  }

  @Test
  @DisplayName("a model without a finite perplexity has its row and no point")
  void infinite() {
    ComparisonRow broken =
        Reports.row("broken", 1000, 2, Double.POSITIVE_INFINITY, new Divergence(9, 0, 9, 9, 9, 0));
    ParsedPage page = parse(html(Reports.first("F16"), broken));
    assertEquals(1, page.elements("circle").size());
    assertTrue(page.texts("td").contains("Infinity"), () -> page.texts("td").toString());
  }

  @Test
  @DisplayName("names of points that lie together do not cover each other")
  void crowded() {
    ParsedPage page =
        parse(html(Reports.first("F16"), Reports.first("BF16"), Reports.first("F16 again")));
    long places =
        page.elements("g").stream()
            .map(g -> (Element) g.getElementsByTagName("text").item(0))
            .map(text -> text.getAttribute("y") + text.getAttribute("text-anchor"))
            .distinct()
            .count();
    assertEquals(3, places);
  }
}
