package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {
  /** Written by the bundled model. */
  private static final String STORY =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
      One day, she saw a big, red ball. She wanted to play with it, but it was too high. Lily's mom \
      said, "Lily, let's go to the park." Lily was sad and didn't know what to do.
      """;

  private static final String MODEL = Material.bundledModel().toString();
  private static final String TWICE = "-m " + MODEL + " -m " + MODEL;

  @TempDir private Path folder;
  private Path text;

  @BeforeEach
  void writeTheText() throws IOException {
    text = Files.writeString(folder.resolve("story.txt"), STORY);
  }

  private Cli.Result compare(String options) {
    return Cli.run("compare -c 32 --chunks 2 " + options + " -f", text.toString());
  }

  private static double number(JsonNode model, String key) {
    return model.get(key).doubleValue();
  }

  @Test
  @DisplayName("--types makes the files and compares them")
  void types() {
    Cli.Result result = compare("--no-speed --json --types f16,Q8_0,q4_0,q4_k_m").succeeds();
    JsonNode json = result.json();
    assertEquals(text.toString(), json.get("text").textValue());
    assertEquals(32, json.get("context").intValue());
    assertEquals(2, json.get("chunks").intValue());
    assertEquals(30, json.get("scored_tokens").intValue());
    assertEquals(
        List.of("F16", "Q8_0", "Q4_0", "Q4_K_M"),
        json.get("models").valueStream().map(model -> model.get("name").textValue()).toList());

    JsonNode first = json.get("models").get(0);
    JsonNode eight = json.get("models").get(1);
    JsonNode four = json.get("models").get(2);
    assertTrue(number(eight, "bits_per_weight") > 8 && number(eight, "bits_per_weight") < 9);
    assertTrue(number(eight, "kl_mean") > 0);
    assertTrue(number(eight, "kl_mean") < number(four, "kl_mean"));
    assertTrue(first.get("file").isNull(), "the file is gone");
    assertEquals(number(first, "bytes") / number(four, "bytes"), number(four, "rho"), 1e-12);
    assertEquals(number(first, "ppl") / number(four, "ppl"), number(four, "quality"), 1e-12);
    assertEquals(number(four, "rho") * number(four, "quality"), number(four, "efficiency"), 1e-12);
  }

  @Test
  @DisplayName("tensors whose rows a type does not fit are said in one line a type")
  void fallbacks() {
    Cli.Result result = compare("--no-speed --types f16,q4_k,q6_k").succeeds();
    assertEquals(2, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("Q4_K: 36 of 47 tensors became another type"), result.err());
    assertTrue(result.err().contains("Q5_0 instead of Q4_K"), result.err());
  }

  @Test
  @DisplayName("a model against itself: everything is equal, and perplexity is that of perplexity")
  void againstItself() {
    JsonNode models = compare("--no-speed --json " + TWICE).succeeds().json().get("models");
    double alone =
        number(
            Cli.run("perplexity --json -c 32 --chunks 2 -f", text.toString()).succeeds().json(),
            "ppl");
    for (JsonNode model : models) {
      assertEquals(
          List.of(
              "name",
              "file",
              "bytes",
              "bits_per_weight",
              "ppl",
              "stderr",
              "nll",
              "kl_mean",
              "kl_stderr",
              "kl_median",
              "kl_p99",
              "kl_max",
              "top1_agreement",
              "rho",
              "quality",
              "efficiency",
              "prefill_tokens_per_second",
              "decode_tokens_per_second",
              "peak_memory_bytes"),
          model.propertyStream().map(Map.Entry::getKey).toList());
      assertEquals("stories260K-pad32-f16.gguf", model.get("name").textValue());
      assertEquals(MODEL, model.get("file").textValue());
      assertEquals(alone, number(model, "ppl"));
      assertAll(
          Stream.of("kl_mean", "kl_stderr", "kl_median", "kl_p99", "kl_max")
              .map(key -> () -> assertEquals(0, number(model, key), key)));
      assertAll(
          Stream.of("top1_agreement", "rho", "quality", "efficiency")
              .map(key -> () -> assertEquals(1, number(model, key), key)));
      assertAll(
          Stream.of("prefill_tokens_per_second", "decode_tokens_per_second", "peak_memory_bytes")
              .map(key -> () -> assertTrue(model.get(key).isNull(), key)));
    }
  }

  @Test
  @DisplayName("speed and memory are measured for each model, with the kernels that were asked for")
  void speed() {
    JsonNode models =
        compare("--speed-seconds 1 --json --kernels scalar -t 1 " + TWICE)
            .succeeds()
            .json()
            .get("models");
    for (JsonNode model : models) {
      assertTrue(number(model, "prefill_tokens_per_second") > 0);
      assertTrue(number(model, "decode_tokens_per_second") > 0);
    }
  }

  @Test
  @DisplayName("the table goes to standard output, the page to its file, nothing anywhere else")
  void tableAndPage() throws IOException {
    Path page = folder.resolve("page.html");
    Cli.Result result = compare("--no-speed " + TWICE + " --html " + page).succeeds();
    assertEquals("", result.err());
    assertEquals(7, result.out().lines().count(), result.out());
    assertTrue(result.out().contains("eta  prefill  decode  memory"), result.out());
    String html = Files.readString(page);
    assertTrue(html.startsWith("<!DOCTYPE html>"), html);
    assertTrue(html.endsWith("</html>\n"), html);
    assertTrue(html.contains("nibble compare -c 32 --chunks 2 --no-speed -m "), html);
    assertTrue(html.contains("2 models on story.txt"), html);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--json                         | 0 models to compare, expected 2 or more",
        "-m a.gguf                      | 1 model to compare, expected 2 or more",
        "--types q8_0                   | 1 model to compare, expected 2 or more",
        "-m a.gguf -m b.gguf --types f16,q8_0 | 2 models and --types",
        "--types f16,q9_9               | there is no type q9_9 to quantize to, expected one of",
        "--types f16,f32 --chunks -1    | -1 chunks, expected 1 or more",
        "--types f16,f32 -c 33          | F16: a context of 33 tokens, expected an even number",
        "--types f16,f32 -c 1024        | F16: a context of 1024 tokens, but the model's has 512",
      })
  @DisplayName("what cannot be compared is wrong usage")
  void refuses(String options, String complaint) {
    Cli.run("compare --no-speed " + options + " -f", text.toString())
        .fails(ExitCode.WRONG_USAGE, complaint);
  }

  @Test
  @DisplayName("models and texts must be there")
  void missingFiles() {
    compare("-m nowhere.gguf -m " + MODEL)
        .fails(ExitCode.BAD_MODEL, "there is no file nowhere.gguf");
    compare("-m nowhere.gguf --types f16,q8_0")
        .fails(ExitCode.BAD_MODEL, "there is no file nowhere.gguf");
    Cli.run("compare " + TWICE).fails(ExitCode.WRONG_USAGE, "--file=TEXT");
    Cli.run("compare " + TWICE + " -f nowhere.txt")
        .fails(ExitCode.FAILED, "there is no file nowhere.txt");
  }

  @Test
  @DisplayName("a model that is quantized already is not quantized again")
  void alreadyQuantized() {
    String eight = folder.resolve("q8_0.gguf").toString();
    Cli.run("quantize " + MODEL + " " + eight + " q8_0").succeeds();
    compare("--types f16,q4_0 -m " + eight).fails(ExitCode.BAD_MODEL, eight, "is Q8_0 already");
  }

  @Test
  @DisplayName("what compare runs for each model is not offered to people")
  void hidesItsHelper() {
    assertFalse(Cli.run("--help").succeeds().out().contains(MeasureSpeedCommand.NAME));
    assertTrue(Cli.run("--help").succeeds().out().contains("compare"));
  }
}
