package dev.nibble.cli.comparison;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.measure.Check;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ComparisonPageTest {
  private static final Circumstances HERE =
      new Circumstances(
          "2026-11-22 10:00 +00:00",
          "nibble compare -f 'a b.txt'",
          List.of(new Check.Passed("cores", "2")));

  private static String html(ComparisonRow... rows) {
    return new ComparisonPage(Reports.of(rows), HERE).html();
  }

  private static Document parse(String html) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(html)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no XML: " + e.getMessage(), e);
    }
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> texts(Document page, String name) {
    return elements(page, name).stream().map(Element::getTextContent).toList();
  }

  /** The coordinates of a point by its name. */
  private static double[] point(Document page, String name) {
    Element group =
        elements(page, "g").stream()
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
    Document page = parse(html(Reports.first("F16"), Reports.fourBits("Q4_0")));
    assertEquals(List.of("2 models on story.txt"), texts(page, "h1"));
    assertEquals(2 * 14, texts(page, "td").size());
    assertTrue(
        texts(page, "td")
            .containsAll(List.of("560.8", "169.8", "4.1944", "4.7319", "0.1377", "80.7", "3.303")),
        () -> texts(page, "td").toString());
    assertTrue(
        texts(page, "dd")
            .containsAll(List.of("2026-11-22 10:00 +00:00", "nibble compare -f 'a b.txt'", "2")),
        () -> texts(page, "dd").toString());
  }

  @Test
  @DisplayName("the plot has a point a model: the larger file at the right, the worse model above")
  void plot() {
    Document page = parse(html(Reports.first("F16"), Reports.fourBits("Q4_0")));
    double[] first = point(page, "F16");
    double[] fourBits = point(page, "Q4_0");
    assertTrue(fourBits[0] < first[0], "the smaller file is at the left");
    assertTrue(fourBits[1] < first[1], "the worse model is above");
    // 0 to 600 KiB lie between 72 and 840.
    assertEquals(72 + 768 * 560.75 / 600, first[0], 0.06);
  }

  @Test
  @DisplayName("it opens offline: no script, and nothing that would be fetched")
  void selfContained() {
    String html = html(Reports.first("F16"), Reports.fourBits("Q4_0"));
    Document page = parse(html);
    assertAll(
        Stream.of("script", "link", "img", "iframe", "object", "image", "use")
            .map(name -> () -> assertEquals(List.of(), elements(page, name), name)));
    assertAll(
        Stream.of("http:", "https:", "@import", "url(", "src=", "href=")
            .map(part -> () -> assertFalse(html.contains(part), part)));
    assertAll(
        Stream.of("prefers-color-scheme: dark", "@media print")
            .map(part -> () -> assertTrue(html.contains(part), part)));
  }

  @Test
  @DisplayName("names are text, whatever they spell")
  void escapes() {
    String evil = "<script>alert(\"1\")</script> & 'x'.gguf";
    Document page = parse(html(Reports.first("a\u0001\u0007b"), Reports.fourBits(evil)));
    assertEquals(List.of(), elements(page, "script"));
    List<String> names = texts(page, "th");
    assertEquals(evil, names.getLast());
    assertTrue(names.contains("a\ufffd\ufffdb"), names::toString);
  }

  @Test
  @DisplayName("a model without a finite perplexity has its row and no point")
  void infinite() {
    ComparisonRow broken =
        Reports.row("broken", 1000, 2, Double.POSITIVE_INFINITY, new Divergence(9, 0, 9, 9, 9, 0));
    Document page = parse(html(Reports.first("F16"), broken));
    assertEquals(1, elements(page, "circle").size());
    assertTrue(texts(page, "td").contains("Infinity"), () -> texts(page, "td").toString());
  }

  @Test
  @DisplayName("names of points that lie together do not cover each other")
  void crowded() {
    Document page =
        parse(html(Reports.first("F16"), Reports.first("BF16"), Reports.first("F16 again")));
    long places =
        elements(page, "g").stream()
            .map(g -> (Element) g.getElementsByTagName("text").item(0))
            .map(text -> text.getAttribute("y") + text.getAttribute("text-anchor"))
            .distinct()
            .count();
    assertEquals(3, places);
  }
}
