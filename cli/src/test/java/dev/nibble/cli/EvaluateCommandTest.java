package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a file of examples to figures, with the bundled model. */
class EvaluateCommandTest {
  private static final String STORY =
      """
      {"prompt":"Once upon a time","reference":", there was a little girl named Lily."}

      {"id":7,"prompt":"One day, Tom","reference":[" went to the park."," and his mom went out."]}
      """;

  /** The example of sacreBLEU, its texts in the place of generated ones. */
  private static final String GENERATED =
      """
      {"prompt":"1","generated":"The dog bit the man.",\
      "reference":["The dog bit the man.","The dog had bit the man."]}
      {"prompt":"2","generated":"It wasn't surprising.",\
      "reference":["It was not unexpected.","No one was surprised."]}
      {"prompt":"3","generated":"The man had just bitten him.",\
      "reference":["The man bit him first.","The man had bitten the dog."]}
      """;

  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("examples.jsonl"), content);
  }

  private Cli.Result evaluate(String options, String content) throws IOException {
    return Cli.run("evaluate " + options + " -f", file(content).toString());
  }

  private List<JsonNode> written(String options, String content) throws IOException {
    Path output = folder.resolve("scored.jsonl");
    evaluate(options + " --output " + output, content).succeeds();
    return lines(output);
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    return new Cli.Result(ExitCode.DONE, Files.readString(file), "").jsonLines();
  }

  @Test
  @DisplayName("people get a line for each figure")
  void table() throws IOException {
    List<String> lines = evaluate("--temperature 0", GENERATED).succeeds().out().lines().toList();
    assertEquals(5, lines.size());
    assertEquals("wer           0.4000  6 errors in 15 words", lines.get(0));
    assertEquals(
        "bleu           48.53  82.4/50.0/45.5/37.5, brevity penalty 0.943, 17 words for 18",
        lines.get(1));
    assertEquals("rouge-l       0.6389  mean of 3 examples", lines.get(2));
    assertTrue(
        lines
            .get(3)
            .matches(
                "perplexity +\\d+\\.\\d{4}  \\+- \\d+\\.\\d{4} \\(nll \\d+\\.\\d{4}, "
                    + "\\d+ tokens of the references\\)"),
        lines.get(3));
    assertTrue(lines.get(4).matches("generated +0  tokens; all of it took \\d+\\.\\d s"));
  }

  @Test
  @DisplayName("programs get one object, always with the same keys")
  void object() throws IOException {
    JsonNode json = evaluate("--json", GENERATED).succeeds().json();
    assertEquals(
        List.of(
            "examples",
            "wer",
            "word_errors",
            "reference_words",
            "bleu",
            "bleu_precisions",
            "bleu_brevity_penalty",
            "bleu_words",
            "bleu_reference_words",
            "rouge_l",
            "ppl",
            "nll",
            "stderr",
            "scored_tokens",
            "generated_tokens",
            "seconds"),
        json.propertyStream().map(Map.Entry::getKey).toList());
    assertAll(
        () -> assertEquals(3, json.get("examples").intValue()),
        () -> assertEquals(48.530827, json.get("bleu").doubleValue(), 1e-6),
        () -> assertEquals(4, json.get("bleu_precisions").size()),
        () -> assertEquals(50, json.get("bleu_precisions").get(1).doubleValue(), 1e-9),
        () ->
            assertEquals(
                json.get("word_errors").doubleValue() / json.get("reference_words").intValue(),
                json.get("wer").doubleValue()),
        () ->
            assertEquals(
                Math.exp(json.get("nll").doubleValue()), json.get("ppl").doubleValue(), 1e-9),
        () -> assertEquals(0, json.get("generated_tokens").intValue()));
  }

  @Test
  @DisplayName("without a temperature, a prompt goes on as generate --temperature 0 goes on")
  void generates() throws IOException {
    String text =
        Cli.run("generate --temperature 0 -n 9 --json -p", "Once upon a time")
            .succeeds()
            .json()
            .get("text")
            .textValue();
    assertEquals(text, written("-n 9", STORY).getFirst().get("generated").textValue());
  }

  @Test
  @DisplayName("each line is written again with its text and figures, whatever else it holds")
  void output() throws IOException {
    List<JsonNode> scored = written("-t 1", STORY);
    assertEquals(2, scored.size());
    JsonNode second = scored.get(1);
    assertEquals(
        List.of("id", "prompt", "reference", "generated", "wer", "bleu", "rouge_l"),
        second.propertyStream().map(Map.Entry::getKey).toList());
    assertEquals(7, second.get("id").intValue());
    assertEquals(2, second.get("reference").size());
  }

  @Test
  @DisplayName("what one run wrote is scored again with the same result")
  void scoresItsOwnOutput() throws IOException {
    Path output = folder.resolve("scored.jsonl");
    String options = "--json -n 12 --temperature 0.8 --seed 5 -o " + output;
    ObjectNode before = figures(evaluate(options, STORY));
    ObjectNode after = figures(Cli.run("evaluate --json -f", output.toString()));
    assertNotEquals(before.remove("generated_tokens"), after.remove("generated_tokens"));
    assertEquals(before, after);
  }

  private static ObjectNode figures(Cli.Result result) {
    ObjectNode figures = (ObjectNode) result.succeeds().json();
    figures.remove("seconds");
    return figures;
  }

  @Test
  @DisplayName("the figures of a line are those of a file with this line alone, but for short BLEU")
  void lineAndCorpus() throws IOException {
    List<JsonNode> scored = written("-t 1", GENERATED);
    JsonNode alone = evaluate("--json", GENERATED.lines().skip(2).findFirst().orElseThrow()).json();
    for (String figure : List.of("wer", "bleu", "rouge_l")) {
      assertEquals(alone.get(figure), scored.get(2).get(figure), figure);
    }
    String two = "{\"prompt\":\"a\",\"reference\":\"two words\",\"generated\":\"two words\"}";
    assertEquals(100, written("-t 1", two).getFirst().get("bleu").doubleValue(), 1e-9);
    assertEquals(0, evaluate("--json", two).json().get("bleu").doubleValue());
  }

  @Test
  @DisplayName("empty references have no perplexity, which JSON calls null")
  void emptyReference() throws IOException {
    String empty = "{\"prompt\":\"Lily\",\"reference\":\"\"}";
    JsonNode json = evaluate("--json", empty).succeeds().json();
    assertTrue(json.get("ppl").isNull());
    assertTrue(json.get("nll").isNull());
    assertEquals(0, json.get("scored_tokens").intValue());
    assertTrue(evaluate("-n 1", empty).out().contains("none  the references have no token"));
  }

  @Test
  @DisplayName("the file may come from standard input, and either kernels tell the same")
  void standardInput() throws IOException {
    double fromFile = evaluate("--json --kernels scalar", STORY).json().get("ppl").doubleValue();
    Cli.Result piped =
        Cli.withInput(
            new ByteArrayInputStream(STORY.getBytes(UTF_8)),
            () -> Cli.run("evaluate --json --kernels vector -t 1 -f -"));
    assertEquals(fromFile, piped.succeeds().json().get("ppl").doubleValue(), 1e-3);
  }

  @Test
  @DisplayName("where nobody watches, nothing is said on the way")
  void silent() throws IOException {
    assertEquals("", evaluate("-t 1", GENERATED).succeeds().err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Once upon a time                                  | no JSON",
        "{\"prompt\":\"a\"} b                              | no JSON",
        "[\"a\", \"b\"]                                    | no string under \"prompt\"",
        "{\"reference\":\"a\"}                             | no string under \"prompt\"",
        "{\"prompt\":5,\"reference\":\"a\"}                | no string under \"prompt\"",
        "{\"prompt\":\"a\"}                                | no string under \"reference\"",
        "{\"prompt\":\"a\",\"reference\":null}             | no string under \"reference\"",
        "{\"prompt\":\"a\",\"reference\":[]}               | no string in the array under",
        "{\"prompt\":\"a\",\"reference\":[\"b\",6]}        | stands 6, expected strings",
        "{\"prompt\":\"a\",\"reference\":\"b\",\"generated\":1} | no string under \"generated\"",
      })
  @DisplayName("a line that is no example is named, and nothing is run")
  void brokenLine(String broken, String complaint) throws IOException {
    Path output = folder.resolve("scored.jsonl");
    evaluate("-o " + output, STORY + broken + "\n")
        .fails(ExitCode.FAILED, "examples.jsonl, line 4: ", complaint);
    assertFalse(Files.exists(output));
  }

  @Test
  @DisplayName("so is one that does not fit the context")
  void overflow() throws IOException {
    evaluate("-c 10", STORY)
        .fails(ExitCode.FAILED, "examples.jsonl, line 1: ", "but the context has 10: shorten them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n  \n"})
  @DisplayName("a file without an example is refused")
  void noExample(String content) throws IOException {
    evaluate("--json", content).fails(ExitCode.FAILED, "examples.jsonl holds no example");
  }

  @Test
  @DisplayName("files and options must be right")
  void wrongUsage() throws IOException {
    Cli.run("evaluate").fails(ExitCode.WRONG_USAGE, "--file=FILE");
    Cli.run("evaluate -f nowhere.jsonl").fails(ExitCode.FAILED, "there is no file nowhere.jsonl");
    evaluate("--temperature -1", STORY).fails(ExitCode.WRONG_USAGE, "temperature is -1.0");
    evaluate("-m nowhere.gguf", STORY).fails(ExitCode.BAD_MODEL, "there is no file nowhere.gguf");
    evaluate("-o " + folder.resolve("no/such"), STORY).fails(ExitCode.FAILED, "there is no folder");
  }

  @Test
  @DisplayName("the help defines each figure and names its source")
  void help() {
    String help = help("evaluate");
    assertAll(
        Stream.of("sclite", "Papineni", "Post 2018", "Lin 2004", "Jelinek", "(default: 0.0)")
            .map(part -> () -> assertTrue(help.contains(part), part)));
    assertTrue(help("generate").contains("token always (default: 0.8)"));
  }

  private static String help(String command) {
    return Cli.run(command + " --help").succeeds().out().replaceAll("\\s+", " ");
  }
}
