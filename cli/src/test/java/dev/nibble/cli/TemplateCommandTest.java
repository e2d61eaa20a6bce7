package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.weights.MetadataValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateCommandTest {
  private static final String SHOUT =
      "{{ bos_token }}{% for m in messages %}[{{ m.role | upper }}]{{ m.content }}{{ eos_token }}"
          + "{% endfor %}{% if add_generation_prompt %}[ASSISTANT]{% endif %}";

  private static final String HELLO = "[{\"role\": \"user\", \"content\": \"Hello 🦉\"}]";

  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static Cli.Result cases(Path cases, Path templates) {
    return Cli.run("template --jsonl", cases.toString(), "--template-dir", templates.toString());
  }

  /** Every line of a suite, against what it expects. */
  private static void assertConforms(Path suite, int expectedCases) throws IOException {
    Path cases = suite.resolve("renders.jsonl");
    List<String> lines = Files.readAllLines(cases);
    assertEquals(expectedCases, lines.size());
    List<JsonNode> results = cases(cases, suite).succeeds().jsonLines();
    assertEquals(lines.size(), results.size());
    assertAll(
        IntStream.range(0, lines.size())
            .mapToObj(i -> () -> assertConforms(lines.get(i), results.get(i))));
  }

  private static void assertConforms(String line, JsonNode result) throws IOException {
    JsonNode wanted = Json.parse(line);
    String key = wanted.has("error") ? "error" : "text";
    assertEquals(
        Json.object().set(key, wanted.get(wanted.has("error") ? "error" : "expected")),
        result,
        line);
  }

  @Test
  void templatesThatMayBePassedOnGiveWhatJinjaGives() throws IOException {
    assertConforms(
        Material.root().resolve("cli/src/test/resources/dev/nibble/cli/chat-templates"), 84);
  }

  @Test
  void templatesOfTheSharedMaterialGiveWhatJinjaGives() throws IOException {
    assertConforms(Material.shared("chat-templates"), 147);
  }

  @Test
  void rendersTheTemplateOfAModelWithItsTokens() throws IOException {
    Path model =
        Material.modelWith(folder, Map.of("tokenizer.chat_template", MetadataValue.string(SHOUT)));
    assertEquals(
        "<s>[USER]Hello 🦉</s>[ASSISTANT]\n",
        Cli.run("template --messages", file("m.json", HELLO).toString(), "-m", model.toString())
            .succeeds()
            .out());
  }

  @Test
  void rendersAnotherTemplateWithTheVariablesOfTheMessages() throws IOException {
    Path template = file("t.jinja", SHOUT);
    String messages =
        "{\"bos_token\": \"<b>\", \"add_generation_prompt\": false, \"messages\": %s}"
            .formatted(HELLO);
    assertEquals(
        "<b>[USER]Hello 🦉\n",
        Cli.run(
                "template --template",
                template.toString(),
                "--messages",
                file("m.json", messages).toString())
            .succeeds()
            .out());
  }

  @Test
  void aModelGivesItsTokensToAnotherTemplate() throws IOException {
    Path template = file("t.jinja", SHOUT);
    Cli.Result result =
        Cli.withInput(
            new ByteArrayInputStream(HELLO.getBytes(UTF_8)),
            () ->
                Cli.run(
                    "template --messages - -m " + Material.bundledModel(),
                    "--template",
                    template.toString()));
    assertEquals("<s>[USER]Hello 🦉</s>[ASSISTANT]\n", result.succeeds().out());
  }

  @Test
  void aCaseThatFailsSaysWhyInItsLineAndTheOthersGoOn() throws IOException {
    file("raises.jinja", "{{ raise_exception('Roles must alternate!') }}");
    file("broken.jinja", "a\n{% if %}");
    file("good.jinja", "{{ 1 + x }}{{ case }}");
    Path cases =
        file(
            "cases.jsonl",
            """
            {"template": "raises.jinja", "messages": []}
            {"template": "good.jinja", "case": "one", "x": 1}

            {"template": "broken.jinja"}
            {"template": "missing.jinja"}
            {"template": "../good.jinja"}
            {"template": 7}
            {"template": "good.jinja"
            {"template": "good.jinja", "x": "a"}
            {"template": "good.jinja", "x": 2}
            """);
    List<JsonNode> results = cases(cases, folder).succeeds().jsonLines();
    assertEquals("{\"error\":\"Roles must alternate!\"}", results.get(0).toString());
    assertEquals("{\"text\":\"2\"}", results.get(1).toString());
    assertError(results.get(2), "line 2: found");
    assertError(results.get(3), "line 5: the template \"missing.jinja\" is no file in");
    assertError(results.get(4), "line 6: the template \"../good.jinja\" is no file in");
    assertError(results.get(5), "line 7: no string under \"template\"");
    assertError(results.get(6), "line 8: no JSON: ");
    assertError(results.get(7), "line 1: + cannot be used between a int and a str");
    assertEquals("{\"text\":\"3\"}", results.get(8).toString());
    assertEquals(9, results.size());
  }

  private static void assertError(JsonNode result, String part) {
    assertTrue(result.path("error").asText().contains(part), result.toString());
  }

  @Test
  void halfACharacterComesBackAsItCame() throws IOException {
    file("t.jinja", "{{ x }}");
    Path cases = file("cases.jsonl", "{\"template\": \"t.jinja\", \"x\": \"\\ud83e\"}");
    assertEquals("{\"text\":\"\\uD83E\"}\n", cases(cases, folder).succeeds().out());
  }

  @Test
  void saysWhatIsWrongWithItsInput() throws IOException {
    String good = file("m.json", HELLO).toString();
    Cli.run("template --messages", good)
        .fails(ExitCode.FAILED, "has no chat template", "give one with --template");
    Cli.run("template --messages", file("x.json", "{}").toString())
        .fails(ExitCode.FAILED, "no messages", "expected [{");
    Cli.run("template --messages", file("x.json", "[{\"content\": 1}]").toString())
        .fails(ExitCode.FAILED, "message 1 is {\"content\":1}, which has no \"role\"");
    Cli.run("template --messages", file("x.json", "[").toString())
        .fails(ExitCode.FAILED, "no JSON", "expected [{");
    Cli.run("template --messages", folder.resolve("none.json").toString())
        .fails(ExitCode.FAILED, "there is no file");
    Path refuses = file("t.jinja", "{{ raise_exception('no system role') }}");
    Cli.run("template --messages", good, "--template", refuses.toString())
        .fails(ExitCode.FAILED, "no system role");
  }

  @Test
  void saysWhichOptionsGoTogether() throws IOException {
    String cases = file("cases.jsonl", "{}").toString();
    Cli.run("template --jsonl", cases).fails(ExitCode.WRONG_USAGE, "go together");
    Cli.run("template --jsonl", cases, "--template-dir", folder.toString(), "-m", "x.gguf")
        .fails(ExitCode.WRONG_USAGE, "expected neither -m nor --template");
    Cli.run("template --jsonl", cases, "--template-dir", cases)
        .fails(ExitCode.FAILED, "is no folder");
  }
}
