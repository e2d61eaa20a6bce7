package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.cli.page.ParsedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The demonstration on the bundled model, whose device the CPU plays. */
class FallbackDemoCommandTest {
  @TempDir private Path folder;

  private static List<String> moved(JsonNode json, String kind) {
    return json.get("changes")
        .valueStream()
        .filter(change -> change.get("kind").textValue().equals(kind))
        .map(FallbackDemoCommandTest::what)
        .toList();
  }

  private static String what(JsonNode change) {
    return change.get("output").booleanValue()
        ? "output"
        : change.get("from_layer").intValue() + "-" + change.get("to_layer").intValue();
  }

  private static List<Integer> integers(JsonNode json, String array, String key) {
    return json.get(array).valueStream().map(one -> one.get(key).intValue()).toList();
  }

  @Test
  @DisplayName("all layers leave one by one, the text stays the same, and a page shows it")
  void everythingLeaves() throws IOException {
    Path page = folder.resolve("page.html");
    Cli.Result result = Cli.run("fallback-demo --json --report", page.toString()).succeeds();
    JsonNode json = result.json();

    assertEquals(List.of("output", "0-1", "1-2", "2-3", "3-4", "4-5"), moved(json, "left"));
    assertEquals(List.of(5, 5, 4, 3, 2, 1, 0), integers(json, "phases", "device_layers"));
    assertTrue(
        json.get("changes").valueStream().allMatch(FallbackDemoCommandTest::isBudget),
        result.out());
    assertEquals(200, json.get("ids").size());
    assertTrue(json.get("agrees_with_cpu").booleanValue());
    assertTrue(json.get("first_difference").isNull());

    double fallen = json.get("fallen_tokens_per_second").doubleValue();
    assertTrue(json.get("optimal_tokens_per_second").doubleValue() > 0);
    assertTrue(fallen > 0);
    assertTrue(json.get("phases").get(0).get("alpha").isNull(), "R is at most G");
    json.get("phases")
        .valueStream()
        .skip(1)
        .forEach(phase ->
            assertEquals(
                phase.get("tokens_per_second").doubleValue() / fallen,
                phase.get("alpha").doubleValue(),
                1e-9));
    json.get("tokens").valueStream().forEach(FallbackDemoCommandTest::staysWithinBudget);

    ParsedPage parsed = new ParsedPage(Files.readString(page));
    parsed.standsAlone();
    assertEquals(
        200, parsed.ofClass("token").stream().filter(FallbackDemoCommandTest::isPoint).count());
    assertTrue(Files.readString(page).contains("no speed is gained by it"));
    assertTrue(result.err().contains("the CPU plays one, no speed is gained by it"), result.err());
    assertTrue(result.err().contains("report: " + page), result.err());
  }

  private static boolean isBudget(JsonNode change) {
    return change.get("cause").textValue().equals("budget");
  }

  private static boolean isPoint(Element element) {
    return element.getTagName().equals("circle");
  }

  private static void staysWithinBudget(JsonNode token) {
    assertTrue(
        token.get("used_bytes").longValue() <= token.get("budget_bytes").longValue(),
        token::toString);
  }

  @Test
  @DisplayName("--return brings back what has left, in the opposite order, and says each change")
  void everythingComesBack() {
    Cli.Result there = Cli.run("fallback-demo --report none -n 136 --return").succeeds();
    List<String> lines = there.err().lines().filter(line -> line.contains(" moved ")).toList();
    assertEquals(12, lines.size(), there.err());
    assertTrue(lines.get(0).startsWith("output moved to the CPU at token "), lines.get(0));
    assertTrue(lines.get(5).startsWith("layer 4 moved to the CPU at token "), lines.get(5));
    assertTrue(lines.get(6).startsWith("layer 4 moved back to the device at token "), lines.get(6));
    assertTrue(lines.get(11).startsWith("output moved back to the device"), lines.get(11));
    assertAll(
        Stream.of("all on the device (P_opt)", "budget rises", "P_opt ", "P_fall ", "alpha ")
            .map(part -> () -> assertTrue(there.err().contains(part), there.err())));
    assertTrue(there.err().contains("all 136 ids are those that the CPU alone gives"), there.err());
    assertTrue(there.out().startsWith(", there was a little girl"), there.out());
    assertFalse(there.err().contains("report:"), there.err());
  }

  @Test
  @DisplayName("a page that cannot be written is an error before anything runs")
  void noFolder() {
    Cli.run("fallback-demo --report", folder.resolve("missing/page.html").toString())
        .fails(ExitCode.FAILED, "there is no folder");
  }

  @Test
  @DisplayName("too few tokens are refused with the arithmetic, and so are too many")
  void tokens() {
    Cli.Result few = Cli.run("fallback-demo --report - -n 71");
    assertEquals(ExitCode.WRONG_USAGE, few.exitCode());
    assertTrue(
        few.err()
            .contains(
                "71 tokens are too few for 7 levels of the budget, 2 x 16 + 5 x 8 = 72: give -n 72"
                    + " or more, or fewer --steps"),
        few.err());
    Cli.Result many = Cli.run("fallback-demo --report - -n 508");
    assertEquals(ExitCode.WRONG_USAGE, many.exitCode());
    assertTrue(many.err().contains("the context has 512 positions: give -n 507"), many.err());
    Cli.Result small = Cli.run("fallback-demo --report - -c 64");
    assertEquals(ExitCode.WRONG_USAGE, small.exitCode());
    assertTrue(small.err().contains("64 positions has no room for 72 tokens"), small.err());
    assertEquals("", few.out() + many.out() + small.out());
  }

  @Test
  @DisplayName("there are no more steps than things that can leave")
  void steps() {
    Cli.Result result = Cli.run("fallback-demo --report - --steps 7");
    assertEquals(ExitCode.WRONG_USAGE, result.exitCode());
    assertTrue(
        result.err().contains("7 steps, expected 1 to 6: there are 5 layers and output"),
        result.err());
  }
}
