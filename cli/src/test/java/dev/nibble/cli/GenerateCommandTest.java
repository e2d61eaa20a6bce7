package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nibble.weights.MetadataValue.StringValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerateCommandTest {
  private static final String PROMPT = "Once upon";
  private static final int BOS = 1;
  private static final int CONTEXT = 512;

  @TempDir private Path folder;

  /** Continues {@link #PROMPT} without chance; {@code options} are split at blanks. */
  private static Cli.Result greedy(String options) {
    return Cli.run("generate --temperature 0 " + options, "-p", PROMPT).succeeds();
  }

  private static JsonNode greedyJson(String options) {
    return greedy("--json " + options).json();
  }

  private static String sampled(String options) {
    return Cli.run("generate -n 40 " + options, "-p", PROMPT).succeeds().out();
  }

  private static List<Integer> ids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::intValue).toList();
  }

  @Test
  void standardOutputHasTheContinuationAndNothingElse() {
    assertEquals(
        " a time, there was a little girl named Lily. She loved to play out"
            + System.lineSeparator(),
        greedy("-n 20").out());
  }

  @Test
  void standardErrorHasOneLineOfMeters() {
    String err = greedy("-n 20").err();
    assertTrue(
        err.matches(
            "prompt 3 tokens, prefill [0-9.]+ tok/s, generated 20 tokens, decode [0-9.]+ tok/s,"
                + " first token [0-9.]+ s, peak memory ([0-9.]+[KMG]iB|unknown)\\R"),
        err);
  }

  @Test
  void aModelCanBeNamed() {
    assertEquals(greedy("-n 5").out(), greedy("-n 5 -m " + Material.bundledModel()).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--kernels scalar", "--kernels VECTOR", "-t 1", "-c 64"})
  void howItIsComputedDoesNotChangeTheText(String options) {
    assertEquals(greedy("-n 20").out(), greedy("-n 20 " + options).out());
  }

  @Nested
  class Json {
    @Test
    void isOneObjectWithTextIdsAndMeters() {
      JsonNode json = greedyJson("-n 20 --seed 7 -t 1");
      assertAll(
          () -> assertEquals(greedy("-n 20").out(), json.get("text").textValue() + "\n"),
          () -> assertEquals(20, json.get("ids").size()),
          () -> assertEquals("token_limit", json.get("stop_reason").textValue()),
          () -> assertEquals(7, json.get("seed").intValue()),
          () -> assertEquals("scalar", json.get("kernels").textValue()),
          () -> assertEquals(1, json.get("threads").intValue()),
          () -> assertTrue(json.get("load_seconds").doubleValue() > 0),
          () -> assertEquals(3, json.get("prompt_tokens").intValue()),
          () -> assertEquals(20, json.get("generated_tokens").intValue()),
          () -> assertTrue(json.get("prefill_tokens_per_second").doubleValue() > 0),
          () -> assertTrue(json.get("decode_tokens_per_second").doubleValue() > 0),
          () -> assertTrue(json.get("first_token_seconds").doubleValue() > 0));
    }

    @Test
    void countsTheTokenInFrontToThePrompt() {
      assertEquals(List.of(BOS, 403, 407), ids(greedyJson("-n 1").get("prompt_ids")));
    }

    @Test
    void leavesTheMetersOnStandardErrorToo() {
      assertTrue(greedy("-n 1 --json").err().startsWith("prompt 3 tokens, "));
    }

    @Test
    void namesWhatSlowsItDown() {
      assertEquals("[]", greedyJson("-n 1 -t 1").get("slow").toString());
      Cli.Result crowded = greedy("-n 1 -t 100 --json");
      assertEquals("[\"threads\"]", crowded.json().get("slow").toString());
      assertTrue(crowded.err().stripTrailing().endsWith(", slow: threads"), crowded.err());
    }

    @Test
    void namesTheKernelsThatWereAskedFor() {
      assertTrue(greedyJson("-n 1 --kernels vector").get("kernels").textValue().startsWith("vec"));
    }
  }

  @Nested
  class Prompt {
    private Cli.Result fromFile(byte[] content) throws IOException {
      Path file = Files.write(folder.resolve("prompt.txt"), content);
      return Cli.run("generate --json -n 0 --prompt-file", file.toString());
    }

    private static JsonNode promptIds(String prompt) {
      return Cli.run("generate --json -n 0 -p", prompt).succeeds().json().get("prompt_ids");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void inAFileMayEndWithALineBreak(String end) throws IOException {
      JsonNode json = fromFile((PROMPT + end).getBytes(UTF_8)).succeeds().json();
      assertEquals(promptIds(PROMPT), json.get("prompt_ids"));
    }

    @Test
    void inAFileKeepsItsOtherLineBreaks() throws IOException {
      JsonNode json = fromFile("Once\nupon\n\n".getBytes(UTF_8)).succeeds().json();
      assertEquals(promptIds("Once\nupon\n"), json.get("prompt_ids"));
    }

    @Test
    void mayComeFromStandardInput() {
      Cli.Result result =
          Cli.withInput(
              new ByteArrayInputStream((PROMPT + "\n").getBytes(UTF_8)),
              () -> Cli.run("generate --json -n 0 -f -"));
      assertEquals(promptIds(PROMPT), result.succeeds().json().get("prompt_ids"));
    }

    @Test
    void mayBeEmptyWhereTheModelPutsATokenInFront() {
      assertEquals(List.of(BOS), ids(promptIds("")));
    }

    @Test
    void mayHaveAnyCharacter() {
      // A token for the blank in front, then the four bytes of the emoji.
      assertEquals(6, promptIds("\uD83D\uDE00").size());
    }

    @Test
    void spellsControlTokensOnlyIfTheyAreAskedFor() {
      assertNotEquals(List.of(BOS, BOS), ids(promptIds("<s>")));
      JsonNode json = Cli.run("generate --json -n 0 --special -p <s>").succeeds().json();
      assertEquals(List.of(BOS, BOS), ids(json.get("prompt_ids")));
    }

    @Test
    void thatIsNoTextIsRefused() throws IOException {
      fromFile(new byte[] {'c', 'a', 'f', (byte) 0xE9})
          .fails(ExitCode.FAILED, "prompt.txt is not text in UTF-8");
    }

    @Test
    void inAMissingFileIsRefused() {
      Cli.run("generate -f nowhere.txt").fails(ExitCode.FAILED, "there is no file nowhere.txt");
    }

    @Test
    void inAFolderIsRefused() {
      Cli.run("generate -f", folder.toString()).fails(ExitCode.FAILED, folder + " is a folder");
    }

    @Test
    void thatDoesNotFitIsRefusedWithBothNumbers() {
      Cli.run("generate -p", "a ".repeat(CONTEXT))
          .fails(ExitCode.FAILED, "514 tokens", "512 positions");
    }

    @Test
    void mustBeGivenExactlyOnce() {
      Cli.run("generate").fails(ExitCode.WRONG_USAGE, "-p=TEXT", "-f=FILE");
      Cli.run("generate -p a -f b").fails(ExitCode.WRONG_USAGE, "mutually exclusive");
    }
  }

  @Nested
  class Sampling {
    @Test
    void withTheSameSeedGivesTheSameText() {
      assertEquals(sampled("--seed 1"), sampled("--seed 1"));
    }

    @Test
    void withAnotherSeedGivesAnotherText() {
      assertNotEquals(sampled("--seed 1"), sampled("--seed 2"));
    }

    @Test
    void withoutASeedSaysWhichOneItTook() {
      JsonNode first = Cli.run("generate --json -n 40", "-p", PROMPT).succeeds().json();
      String seed = first.get("seed").asText();
      assertEquals(first.get("text").textValue() + "\n", sampled("--seed " + seed));
    }

    @Test
    void fromOneCandidateIsGreedy() {
      assertEquals(greedy("-n 40").out(), sampled("--seed 1 --top-k 1"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "--top-k 2",
          "--top-p 0.1",
          "--min-p 0.9",
          "--typical 0.1",
          "--temperature 3 --top-k 0 --top-p 1 --min-p 0"
        })
    void isChangedByEveryFilter(String options) {
      assertNotEquals(sampled("--seed 1"), sampled("--seed 1 " + options));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--repeat-penalty 5", "--frequency-penalty 5", "--presence-penalty 5"})
    void isChangedByEveryPenaltyThatLooksBack(String penalty) {
      assertNotEquals(greedy("-n 40").out(), greedy("-n 40 " + penalty).out());
      assertEquals(greedy("-n 40").out(), greedy("-n 40 --repeat-last-n 0 " + penalty).out());
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        value = {
          "--temperature -1, temperature is -1.0",
          "--temperature warm, 'warm' is not a float",
          "--top-k -1, top-k is -1",
          "--top-p 0, top-p is 0.0",
          "--min-p 2, min-p is 2.0",
          "--typical 0, typical-p is 0.0",
          "--repeat-penalty 0, repetition penalty is 0.0",
          "--seed many, 'many' is not a long",
          "-n some, 'some' is not an int",
          "-t -1, -1 threads",
          "-t 100000, 100000 threads",
          "-c -1, a context of -1",
          "--kernels quantum, 'quantum'",
        })
    void refusesWhatMakesNoSense(String option, String complaint) {
      Cli.run("generate -p a " + option).fails(ExitCode.WRONG_USAGE, complaint);
    }
  }

  @Nested
  class Ending {
    @ParameterizedTest
    @CsvSource({
      "-n 5,                         token_limit",
      "-n 0,                         token_limit",
      "-n 40 --stop Lily,            stop_string",
      "-n -1,                        end_token",
      "-n -1 --ignore-eos,           context_end",
      "-n 20 -c 8,                   context_end",
    })
    void hasAReason(String options, String reason) {
      assertEquals(reason, greedyJson(options).get("stop_reason").textValue());
    }

    @Test
    void afterNoTokenAtAllLeavesAnEmptyText() {
      JsonNode json = greedyJson("-n 0");
      assertEquals("", json.get("text").textValue());
      assertEquals(0, json.get("ids").size());
      assertEquals(System.lineSeparator(), greedy("-n 0").out());
    }

    @Test
    void atAStopStringLeavesItOut() {
      assertEquals(
          " a time, there was a little girl named " + System.lineSeparator(),
          greedy("-n 40 --stop Lily").out());
    }

    @Test
    void isAtTheFirstOfSeveralStopStrings() {
      assertEquals(" a time", greedyJson("-n 40 --stop Lily --stop ,").get("text").textValue());
    }

    @Test
    void refusesAnEmptyStopString() {
      Cli.run("generate -p a --stop ").fails(ExitCode.WRONG_USAGE, "stop string is empty");
    }

    @Test
    void ofAStoryIsBeforeTheTokenThatBeginsAnother() {
      List<Integer> story = ids(greedyJson("-n -1").get("ids"));
      assertFalse(story.contains(BOS));
      List<Integer> on = ids(greedyJson("-n -1 --ignore-eos").get("ids"));
      assertEquals(story, on.subList(0, story.size()));
      assertEquals(BOS, on.get(story.size()), "the token that ended the story");
    }

    @Test
    void ofTheContextIsSaidPlainly() {
      Cli.Result result = greedy("-n -1 --ignore-eos --json");
      assertTrue(
          result.err().startsWith("The context of 512 positions is full: the text ends here."),
          result.err());
      // The last token needs no position: nothing is computed behind it.
      JsonNode json = result.json();
      assertEquals(CONTEXT + 1, json.get("prompt_ids").size() + json.get("ids").size());
    }

    @Test
    void ofTheContextIsNotMentionedElsewhere() {
      assertEquals(1, greedy("-n 5").err().lines().count());
    }
  }

  @Nested
  class Streaming {
    /** Notes what arrives with each write. */
    private static final class Pieces extends OutputStream {
      private final List<String> pieces = new ArrayList<>();

      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        pieces.add(new String(bytes, offset, length, UTF_8));
      }
    }

    private final String whole = greedy("-n 40").out();

    @Test
    void bringsEachTokenAsItIsMade() {
      Pieces out = new Pieces();
      Cli.runInto(out, "generate --temperature 0 -n 40", "-p", PROMPT).succeeds();
      assertEquals(whole, String.join("", out.pieces));
      assertEquals(40 + 1, out.pieces.size(), "40 tokens and a line break: " + out.pieces);
    }

    @Test
    void endsTheGenerationOnceNobodyReads() {
      OutputStream gone = new FailingOutput("Broken pipe");
      Cli.Result result = Cli.runInto(gone, "generate --temperature 0 -n 40", "-p", PROMPT);
      assertEquals(ExitCode.DONE, result.exitCode());
      assertTrue(result.err().contains("generated 1 tokens"), result.err());
      assertEquals(1, result.err().lines().count(), result.err());
    }
  }

  @Nested
  class Model {
    @ParameterizedTest
    @ValueSource(strings = {"generate -p a", "tokenize --text a", "doctor", "inspect"})
    void thatIsMissingIsNamedByEveryCommand(String command) {
      Cli.run(command + " -m nowhere.gguf").fails(ExitCode.BAD_MODEL, "no file nowhere.gguf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate -p a", "tokenize --text a", "doctor", "inspect"})
    void thatIsAFolderIsRefusedByEveryCommand(String command) {
      Cli.run(command + " -m", folder.toString())
          .fails(ExitCode.BAD_MODEL, folder + " is a folder, expected a GGUF file");
    }

    @Test
    void thatIsDamagedIsNamed() throws IOException {
      Cli.run("generate -p a -m", Material.damagedModel(folder).toString())
          .fails(ExitCode.BAD_MODEL, "damaged.gguf: ");
    }

    @Test
    void withoutWeightsIsRefused() throws IOException {
      Cli.run("generate -p a -m", Material.vocabularyOnly(folder).toString())
          .fails(ExitCode.BAD_MODEL, "vocabulary.gguf: ");
    }

    @Test
    void cannotCommandTheTerminalWithItsErrors() throws IOException {
      Path model =
          Material.modelWith(
              folder, Map.of("general.architecture", new StringValue("\u001b[2Jllama")));
      Cli.run("generate -p a -m", model.toString()).fails(ExitCode.BAD_MODEL, "\\u001b[2Jllama");
    }
  }
}
