package dev.nibble.cli.validation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.cli.page.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a reader sees it. */
class ValidationPageInBrowserTest {
  @TempDir private static Path folder;
  private static Path page;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Optional<Path> installed = Browser.installed();
    Assumptions.assumeTrue(installed.isPresent(), "no chromium or google-chrome on the PATH");
    page = folder.resolve("report.html");
    Files.write(page, new ValidationPage(Reports.report(), Reports.HERE).html().getBytes(UTF_8));
    browser = new Browser(installed.get(), folder.resolve("profile"));
  }

  @AfterAll
  static void end() {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1200, false", "1200, true", "390, false", "390, true"})
  @DisplayName("no console error, every plot drawn with data inside its frame, nothing too wide")
  void shows(int width, boolean dark) throws InterruptedException {
    assertEquals(List.of(), browser.open(page, width, dark));
    assertEquals(6, browser.drawnPlots());
    assertEquals(
        browser.evaluate("document.documentElement.clientWidth"),
        browser.evaluate("document.documentElement.scrollWidth"),
        "the page scrolls to the side");
  }

  @Test
  @DisplayName("texts of plots can be read on a phone, and do not leave the picture")
  void phone() throws InterruptedException {
    browser.open(page, 390, false);
    JsonNode small =
        browser.evaluate(
            """
            [...document.querySelectorAll('svg.plot text')].map(t => {
              const box = t.getBoundingClientRect();
              const frame = t.ownerSVGElement.getBoundingClientRect();
              return [t.textContent, box.height, box.left - frame.left, frame.right - box.right];
            }).filter(t => t[1] < 10 || t[2] < -1 || t[3] < -1)
            """);
    assertEquals(0, small.size(), small::toString);
  }

  @Test
  @DisplayName("dark is dark, and light is light, and so is paper")
  void colours() throws InterruptedException {
    String background = "getComputedStyle(document.body).backgroundColor";
    browser.open(page, 1200, false);
    assertEquals("rgb(255, 255, 255)", browser.evaluate(background).textValue());
    browser.open(page, 1200, true);
    assertNotEquals("rgb(255, 255, 255)", browser.evaluate(background).textValue());
    browser.showPrint();
    assertEquals("rgb(255, 255, 255)", browser.evaluate(background).textValue());
  }
}
