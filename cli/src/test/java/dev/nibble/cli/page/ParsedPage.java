package dev.nibble.cli.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A page, read as the XML that it is. */
public final class ParsedPage {
  private final String html;
  private final Document document;

  /** Fails the test where the page is no XML. */
  public ParsedPage(String html) {
    this.html = html;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(html)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no XML: " + e.getMessage(), e);
    }
  }

  /** All elements of a name. */
  public List<Element> elements(String name) {
    NodeList found = document.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  /** All elements of a class. */
  public List<Element> ofClass(String name) {
    return elements("*").stream()
        .filter(element -> Arrays.asList(element.getAttribute("class").split(" ")).contains(name))
        .toList();
  }

  /** The texts of all elements of a name. */
  public List<String> texts(String name) {
    return elements(name).stream().map(Element::getTextContent).toList();
  }

  /** Fails the test where the page has a script, or anything that would be fetched. */
  public void standsAlone() {
    assertAll(
        Stream.of("script", "link", "img", "iframe", "object", "image", "use")
            .map(name -> () -> assertEquals(List.of(), elements(name), name)));
    assertAll(
        Stream.of("http:", "https:", "@import", "url(", "src=", "href=")
            .map(part -> () -> assertFalse(html.contains(part), part)));
    assertAll(
        Stream.of("prefers-color-scheme: dark", "@media print")
            .map(part -> () -> assertTrue(html.contains(part), part)));
  }
}
