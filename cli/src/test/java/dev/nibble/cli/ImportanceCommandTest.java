package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.weights.quantize.Calibration;
import dev.nibble.weights.quantize.Importance;
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

class ImportanceCommandTest {
  /** Five layers of seven matrices, and the output that is the embedding. */
  private static final int MATRICES = 5 * 7 + 1;

  private static final String STORY =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
      One day, she saw a big, red ball. She wanted to play with it, but it was too high. Lily's mom \
      said, "Lily, let's go to the park." Lily was sad and didn't know what to do.
      """;

  @TempDir private Path folder;
  private Path text;
  private Path file;

  @BeforeEach
  void writeTheText() throws IOException {
    text = Files.writeString(folder.resolve("story.txt"), STORY);
    file = folder.resolve("story.imatrix.gguf");
  }

  private Cli.Result collect(String options) {
    return Cli.run("importance " + options + " -f", text.toString(), "-o", file.toString());
  }

  @Test
  void isAFileAndOneLineForPeople() throws IOException {
    Cli.Result result = collect("-c 32 --chunks 2").succeeds();
    assertTrue(
        result
            .out()
            .matches(
                "importance of %d tensors over 64 tokens in 2 chunks of 32, \\d+\\.\\d tok/s\\R"
                    .formatted(MATRICES)),
        result.out());
    assertEquals("", result.err());
    Importance importance = Importance.read(file);
    assertEquals(new Calibration(List.of(text.toString()), 2, 32), importance.calibration());
    assertEquals(MATRICES, importance.tensors().size());
    assertEquals(64, importance.of("blk.0.attn_q.weight").length);
  }

  @Test
  void isOneObjectForPrograms() {
    JsonNode json = collect("--json --context 32 --chunks 2 -t 1").succeeds().json();
    assertEquals(
        List.of("tensors", "tokens", "chunks", "context", "tokens_per_second"),
        json.propertyStream().map(Map.Entry::getKey).toList());
    assertEquals(MATRICES, json.get("tensors").intValue());
    assertEquals(64, json.get("tokens").intValue());
    assertEquals(2, json.get("chunks").intValue());
    assertEquals(32, json.get("context").intValue());
    assertTrue(json.get("tokens_per_second").doubleValue() > 0);
  }

  @Test
  void readsStandardInputAndSaysSoInTheFile() throws IOException {
    Cli.withInput(
            new ByteArrayInputStream(STORY.getBytes(UTF_8)),
            () -> Cli.run("importance -c 32 -f - -o", file.toString()))
        .succeeds();
    assertEquals(List.of("-"), Importance.read(file).calibration().datasets());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-c 512      | but one chunk needs 512",
        "-c 514      | a context of 514 tokens, but the model's has 512 positions",
        "-c 1        | a context of 1 tokens, expected 2 or more",
        "--chunks -1 -c 32 | -1 chunks, expected 1 or more",
        "-t 2000     | 2000 threads, expected 1 to 1024",
      })
  void refusesWhatItCannotCollect(String options, String complaint) {
    collect(options).fails(ExitCode.WRONG_USAGE, complaint);
    assertFalse(Files.exists(file));
  }

  @Test
  void needsATextAndAFile() {
    Cli.run("importance -o", file.toString()).fails(ExitCode.WRONG_USAGE, "--file=TEXT");
    Cli.run("importance -f", text.toString()).fails(ExitCode.WRONG_USAGE, "--output=FILE");
    Cli.run("importance -f nowhere.txt -o", file.toString())
        .fails(ExitCode.FAILED, "there is no file nowhere.txt");
  }

  @Test
  void findsOutBeforeTheWorkThatTheFileCannotBeWritten() {
    String missing = folder.resolve("missing").resolve("file.gguf").toString();
    Cli.run("importance -m nowhere.gguf -f", text.toString(), "-o", missing)
        .fails(ExitCode.FAILED, "there is no folder " + folder.resolve("missing"));
  }

  @Test
  void needsAModelThatIsThere() {
    collect("-m nowhere.gguf").fails(ExitCode.BAD_MODEL, "there is no file nowhere.gguf");
  }
}
