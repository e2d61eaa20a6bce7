package dev.nibble.cli.fallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.cli.page.ParsedPage;
import dev.nibble.engine.measure.Check;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class FallbackPageTest {
  private static final Circumstances HERE =
      new Circumstances(
          "2026-11-26 23:00 +00:00",
          "nibble fallback-demo --return",
          List.of(new Check.Passed("cores", "2")));

  private static ParsedPage page(boolean played) {
    return new ParsedPage(new FallbackPage(Traces.report(played), HERE).html());
  }

  private static long count(ParsedPage page, String element, String style) {
    return page.ofClass(style).stream().filter(e -> e.getTagName().equals(element)).count();
  }

  @Test
  @DisplayName("each plot has its data: points, phases and levels, areas and lines, cells")
  void plots() {
    ParsedPage page = page(true);
    assertEquals(3, page.elements("svg").size());
    assertEquals(24, count(page, "circle", "token"));
    assertEquals(2, count(page, "circle", "moved"));
    assertEquals(3, count(page, "line", "phase"));
    assertEquals(1, count(page, "line", "optimal"));
    assertEquals(1, count(page, "line", "fallen"));
    assertEquals(1, count(page, "line", "left"));
    assertEquals(1, count(page, "line", "returned"));
    for (String line : List.of("required", "budget", "used")) {
      assertEquals(1, count(page, "path", line), line);
    }
    // Layer 0 is the CPU's throughout; two layers and the output leave and come back.
    assertEquals(6, count(page, "rect", "device"));
    assertEquals(4, count(page, "rect", "cpu"));
  }

  @Test
  @DisplayName("all plots have the same horizontal axis, and a change stands where it happened")
  void sameAxis() {
    ParsedPage page = page(true);
    double from = 92;
    double to = 824;
    String expected = String.format(Locale.ROOT, "%.1f", from + (to - from) * 8 / 24);
    assertEquals(expected, page.ofClass("left").getLast().getAttribute("x1"));
    assertTrue(
        page.ofClass("cpu").stream().anyMatch(cell -> cell.getAttribute("x").equals(expected)));
    assertTrue(
        page.elements("path").stream()
            .anyMatch(path -> path.getAttribute("d").contains("L" + expected + ",")));
  }

  @Test
  @DisplayName("it says phases, changes with cause and detail, alpha, and how it was measured")
  void contents() {
    ParsedPage page = page(true);
    assertEquals(3 + 2, page.elements("tbody").stream().mapToLong(FallbackPageTest::rows).sum());
    List<String> cells = page.texts("td");
    assertTrue(
        cells.containsAll(
            List.of(
                "layers 1 to 2 and output moved to the CPU",
                "layers 1 to 2 and output moved back to the device",
                "budget",
                "memory",
                "for a & b")),
        cells::toString);
    String text = String.join("\n", page.texts("p"));
    assertTrue(text.contains("P(R, G) = P_opt where R is at most G, else alpha P_fall"), text);
    assertTrue(text.contains("all 24 ids are those that the CPU alone gives"), text);
    assertTrue(page.texts("dd").contains("2026-11-26 23:00 +00:00"));
    assertTrue(page.texts("code").contains("nibble fallback-demo --return"));
    assertEquals(List.of("Once <b> upon & a time"), page.texts("blockquote"));
  }

  private static long rows(Element body) {
    return body.getElementsByTagName("tr").getLength();
  }

  @Test
  @DisplayName("it needs nothing but itself")
  void standsAlone() {
    page(true).standsAlone();
  }

  @Test
  @DisplayName("a device that the CPU plays is called so, and a real one is not")
  void label() {
    String label = "The device is played by the CPU.";
    assertEquals(1, page(true).texts("strong").stream().filter(label::equals).count());
    assertEquals(0, page(false).texts("strong").stream().filter(label::equals).count());
  }
}
