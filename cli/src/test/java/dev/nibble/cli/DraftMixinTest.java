package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code nibble generate} with guessed tokens. */
class DraftMixinTest {
  private static final String DRAFT = "--draft " + Material.bundledModel();

  @TempDir private Path folder;

  private static Cli.Result generate(String options) {
    return Cli.run("generate -n 80 --ignore-eos " + options, "-p", "One day Tom saw Tom saw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--temperature 0", "--seed 7", "--temperature 0 --kernels vector"})
  @DisplayName("does not change the text")
  void same(String options) {
    String text = generate(options).succeeds().out();
    assertEquals(text, generate(options + " --lookup").succeeds().out());
    assertEquals(text, generate(options + " " + DRAFT).succeeds().out());
    assertEquals(text, generate(options + " --draft-tokens 2 " + DRAFT).succeeds().out());
  }

  @Test
  @DisplayName("shows what became of the guesses, in the line and in the object")
  void meters() {
    Cli.Result result = generate("--temperature 0 --json " + DRAFT).succeeds();
    JsonNode json = result.json();
    int drafted = json.get("drafted_tokens").intValue();
    assertTrue(drafted > 50 && drafted < 80, () -> drafted + " tokens");
    assertEquals(drafted, json.get("accepted_tokens").intValue());
    assertEquals(1, json.get("acceptance_rate").doubleValue());
    assertTrue(
        result.err().contains(", drafted %d tokens, accepted %<d (100 %%)".formatted(drafted)),
        result.err());
  }

  @Test
  @DisplayName("guesses no more at a time than it is told")
  void tokens() {
    JsonNode few = generate("--temperature 0 --json --draft-tokens 1 " + DRAFT).succeeds().json();
    // Of 79 tokens behind the first one 39 pairs, a guess each, and one whose guess would be
    // wasted.
    assertEquals(39, few.get("drafted_tokens").intValue());
  }

  @Test
  @DisplayName("says nothing where nothing was guessed")
  void silent() {
    Cli.Result result = generate("--temperature 0 --json").succeeds();
    assertFalse(result.json().has("drafted_tokens"));
    assertFalse(result.err().contains("drafted"), result.err());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "--lookup --draft a.gguf, mutually exclusive",
        "--draft-tokens 4, --draft-tokens without --lookup or --draft",
        "--lookup --draft-tokens 0, `--draft-tokens is 0, expected 1 or more`",
        "--lookup --draft-tokens some, 'some' is not an int",
      })
  @DisplayName("refuses what makes no sense")
  void refused(String options, String complaint) {
    generate(options).fails(ExitCode.WRONG_USAGE, complaint);
  }

  @Test
  @DisplayName("names a draft model that is no model")
  void badModel() throws IOException {
    generate("--draft nowhere.gguf").fails(ExitCode.BAD_MODEL, "no file nowhere.gguf");
    generate("--draft " + Material.damagedModel(folder)).fails(ExitCode.BAD_MODEL, "damaged.gguf");
  }

  @Test
  @DisplayName("names a draft model with another vocabulary, and what is another")
  void otherVocabulary() throws IOException {
    Path other = Material.modelWithToken(folder, 403, "Twice");
    generate("--draft " + other)
        .fails(ExitCode.WRONG_USAGE, other.toString(), "token 403", "'Twice'");
  }
}
