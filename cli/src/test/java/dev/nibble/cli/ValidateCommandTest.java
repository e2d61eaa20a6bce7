package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.cli.page.Browser;
import dev.nibble.cli.page.ParsedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One validation of the bundled model, looked at from all sides. */
class ValidateCommandTest {
  /**
   * The beginning of README as it once was: verdicts and drawings follow from the text, and README
   * changes.
   */
  private static final String TEXT =
      Material.root().resolve("cli/src/test/resources/dev/nibble/cli/validated.txt").toString();

  @TempDir private static Path folder;
  private static Path page;
  private static JsonNode report;

  @BeforeAll
  static void validate() {
    page = folder.resolve("report.html");
    report =
        Cli.run("validate --quick --json --html", page.toString(), "-f", TEXT).succeeds().json();
  }

  private static Stream<JsonNode> predictions() {
    return report.get("predictions").valueStream();
  }

  private static JsonNode prediction(String name) {
    return predictions()
        .filter(each -> each.get("name").textValue().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parameters",
        "weight memory",
        "KV memory",
        "FLOPs",
        "tokens",
        "batch crossing",
        "decode speed",
        "compression",
        "perplexity",
        "quantization error",
        "entropy",
        "memory need",
        "fallback",
        "utility",
        "dispersion"
      })
  @DisplayName("every row of the framework is there")
  void rows(String name) {
    assertTrue(predictions().anyMatch(each -> each.get("name").textValue().contains(name)), name);
  }

  @Test
  @DisplayName("each prediction has its formula, inputs, both numbers, bound and verdict")
  void schema() {
    assertAll(
        predictions()
            .map(each ->
                () -> {
                  String text = each.toString();
                  for (String key : List.of("name", "formula", "bound", "verdict")) {
                    assertFalse(each.get(key).textValue().isBlank(), text);
                  }
                  assertTrue(each.get("unit").isTextual() && each.get("remark").isTextual(), text);
                  assertTrue(each.get("predicted").isNumber(), text);
                  assertTrue(each.get("measured").isNumber(), text);
                  assertTrue(each.get("error").isNumber() || each.get("error").isNull(), text);
                  assertTrue(
                      Set.of("confirmed", "refuted").contains(each.get("verdict").textValue()),
                      text);
                  assertFalse(each.get("inputs").isEmpty(), text);
                  each.get("inputs")
                      .forEach(input -> assertTrue(input.get("value").isNumber(), text));
                }));
    assertEquals(
        report.get("predictions").size(),
        report.get("confirmed").intValue() + report.get("refuted").intValue());
  }

  @Test
  @DisplayName("it says model, machine, date and command")
  void circumstances() {
    assertEquals("stories260K-pad32-f16.gguf", report.get("model").textValue());
    assertTrue(report.get("date").textValue().startsWith("20"), report::toString);
    assertTrue(report.get("command").textValue().startsWith("nibble validate --quick --json"));
    assertTrue(
        report.get("machine").valueStream().anyMatch(c -> c.get("name").textValue().equals("JDK")));
    assertTrue(report.get("notes").get(0).textValue().contains("--quick"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parameters", "KV memory", "FLOPs", "weight memory", "memory need"})
  @DisplayName("what can be counted is confirmed")
  void counted(String name) {
    assertEquals("confirmed", prediction(name).get("verdict").textValue(), name);
  }

  @Test
  @DisplayName("a model that a cache holds refutes what main memory would allow, and says so")
  void cached() {
    JsonNode speed = prediction("decode speed");
    assertEquals("refuted", speed.get("verdict").textValue());
    assertTrue(speed.get("remark").textValue().contains("fits in cache"), speed::toString);
    JsonNode rule = prediction("weight memory, 1.2 x weights");
    assertEquals("refuted", rule.get("verdict").textValue());
  }

  @Test
  @DisplayName("the page has all plots, and opens in a browser without a complaint")
  void opens() throws IOException, InterruptedException {
    ParsedPage parsed = new ParsedPage(Files.readString(page));
    parsed.standsAlone();
    assertEquals(6, parsed.elements("svg").size());
    Optional<Path> browser = Browser.installed();
    Assumptions.assumeTrue(browser.isPresent(), "no chromium or google-chrome on the PATH");
    try (Browser opened = new Browser(browser.get(), folder.resolve("profile"))) {
      assertEquals(List.of(), opened.open(page, 1000, false));
      assertEquals(6, opened.drawnPlots());
    }
  }

  @Test
  @DisplayName("a text is needed, and a page that cannot be written is said before the work")
  void wrongUsage() {
    Cli.run("validate --quick").fails(ExitCode.WRONG_USAGE, "--file");
    Cli.run("validate --quick -f", TEXT, "--html", folder.resolve("no/where.html").toString())
        .fails(ExitCode.FAILED, "there is no folder");
    Cli.run("validate --quick -m", folder.resolve("none.gguf").toString(), "-f", TEXT)
        .fails(ExitCode.BAD_MODEL, "none.gguf");
  }
}
