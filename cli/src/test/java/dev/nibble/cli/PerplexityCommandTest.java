package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PerplexityCommandTest {
  /** Written by the bundled model. */
  private static final String STORY =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
      One day, she saw a big, red ball. She wanted to play with it, but it was too high. Lily's mom \
      said, "Lily, let's go to the park." Lily was sad and didn't know what to do.
      """;

  @TempDir private Path folder;
  private Path text;

  @BeforeEach
  void writeTheText() throws IOException {
    text = Files.writeString(folder.resolve("story.txt"), STORY);
  }

  private Cli.Result measure(String options) {
    return Cli.run("perplexity " + options + " -f", text.toString());
  }

  @Test
  void isOneLineForPeople() {
    Cli.Result result = measure("-c 32 --chunks 2").succeeds();
    assertTrue(
        result
            .out()
            .matches(
                "perplexity \\d\\.\\d{4} \\+- \\d\\.\\d{4} \\(nll \\d\\.\\d{4}, "
                    + "30 tokens scored in 2 chunks of 32, \\d+\\.\\d tok/s\\)\\R"),
        result.out());
  }

  @Test
  void isOneObjectForPrograms() {
    JsonNode json = measure("--json --context 32 --chunks 2").succeeds().json();
    assertEquals(
        List.of("nll", "ppl", "stderr", "scored_tokens", "chunks", "context", "tokens_per_second"),
        json.propertyStream().map(Map.Entry::getKey).toList());
    assertEquals(Math.exp(json.get("nll").doubleValue()), json.get("ppl").doubleValue(), 1e-9);
    assertEquals(30, json.get("scored_tokens").intValue());
    assertEquals(2, json.get("chunks").intValue());
    assertEquals(32, json.get("context").intValue());
    assertTrue(json.get("stderr").doubleValue() > 0);
    assertTrue(json.get("tokens_per_second").doubleValue() > 0);
  }

  @Test
  void coversTheWholeTextUnlessToldToStop() {
    int tokens = Cli.run("tokenize --add-bos --text", STORY).succeeds().json().size();
    JsonNode json = measure("--json -c 32").succeeds().json();
    assertEquals(tokens / 32, json.get("chunks").intValue());
  }

  @Test
  void isTheSameFromStandardInputAndWithEitherKernels() {
    double fromFile = measure("--json -c 32 --kernels scalar").json().get("ppl").doubleValue();
    Cli.Result piped =
        Cli.withInput(
            new ByteArrayInputStream(STORY.getBytes(UTF_8)),
            () -> Cli.run("perplexity --json -c 32 --kernels vector -t 1 -f -"));
    assertEquals(fromFile, piped.succeeds().json().get("ppl").doubleValue(), 1e-4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c 32", "-c 32 --json"})
  void saysNothingOnTheWayWhereNobodyWatches(String options) {
    assertEquals("", measure(options).succeeds().err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''          | but one chunk needs 512: take a longer text or a smaller context",
        "-c 1024     | a context of 1024 tokens, but the model's has 512 positions",
        "-c 33       | a context of 33 tokens, expected an even number",
        "-c 2        | a context of 2 tokens, expected an even number, 4 or more",
        "--chunks -1 | -1 chunks, expected 1 or more",
        "-t 2000     | 2000 threads, expected 1 to 1024",
      })
  void refusesWhatItCannotMeasure(String options, String complaint) {
    measure(options.isEmpty() ? "--json" : options).fails(ExitCode.WRONG_USAGE, complaint);
  }

  @Test
  void needsATextThatIsThere() {
    Cli.run("perplexity").fails(ExitCode.WRONG_USAGE, "--file=TEXT");
    Cli.run("perplexity -f nowhere.txt").fails(ExitCode.FAILED, "there is no file nowhere.txt");
  }

  @Test
  void needsAModelThatIsThere() {
    measure("-m nowhere.gguf").fails(ExitCode.BAD_MODEL, "there is no file nowhere.gguf");
  }
}
