package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many prompts through the bundled model. */
class BatchCommandTest {
  private static final String STORIES =
      """
      {"id":1,"prompt":"Once upon a time","n":12}
      {"id":"two","prompt":"One day, Tom","n":3}
      {"id":3.0,"prompt":"The little dog","n":7}
      """;

  @TempDir private Path folder;
  private Path input;
  private Path output;

  @BeforeEach
  void nameFiles() {
    input = folder.resolve("prompts.jsonl");
    output = folder.resolve("out.jsonl");
  }

  private Cli.Result batch(String options, String prompts) throws IOException {
    Files.writeString(input, prompts);
    return again(options);
  }

  private Cli.Result again(String options) {
    return Cli.run("batch -t 1" + options, "-i", input.toString(), "-o", output.toString());
  }

  private List<String> lines() throws IOException {
    String content = Files.readString(output);
    assertTrue(content.isEmpty() || content.endsWith("\n"), content);
    return content.lines().toList();
  }

  /** How many lines have an end; a part of a character may stand behind them. */
  private long countLines() throws IOException {
    return Files.readString(output, ISO_8859_1).chars().filter(c -> c == '\n').count();
  }

  private Map<String, JsonNode> byId() throws IOException {
    return new Cli.Result(ExitCode.DONE, Files.readString(output), "")
        .jsonLines().stream().collect(toMap(line -> line.get("id").asText(), Function.identity()));
  }

  private static String numbered(int count, String rest) {
    return IntStream.range(0, count)
        .mapToObj(id -> "{\"id\":%d,%s}\n".formatted(id, rest))
        .collect(joining());
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  @Test
  @DisplayName("a result has the keys of generate --json")
  void keys() throws IOException {
    Cli.Result result = batch(" --seed 1 --temperature 0", STORIES).succeeds();
    assertEquals("", result.out());
    JsonNode line = byId().get("two");
    assertEquals(
        List.of("id", "text", "stop_reason", "seed", "prompt_tokens", "generated_tokens"),
        line.propertyStream().map(Map.Entry::getKey).toList());
    JsonNode alone = Cli.run("generate -t 1 --temperature 0 --json -n 3 -p", "One day, Tom").json();
    assertAll(
        Stream.of("text", "stop_reason", "prompt_tokens", "generated_tokens")
            .map(key -> () -> assertEquals(alone.get(key), line.get(key))));
  }

  @Test
  @DisplayName("standard error has a line of meters and one that counts")
  void meters() throws IOException {
    String err = batch("", STORIES).succeeds().err();
    assertTrue(
        err.matches(
            "3 prompts in [0-9.]+ s, prompt \\d+ tokens, found 0 tokens, generated 22 tokens,"
                + " [0-9.]+ tok/s, \\d+ steps of [0-9.]+ tokens, 0 preemptions,"
                + " keys and values at most [0-9.]+KiB of [0-9.]+[KMGT]iB\\R"
                + "3 done now, 0 before\\.\\R"),
        err);
  }

  @Test
  @DisplayName("lines come in the order in which the texts end")
  void order() throws IOException {
    batch("", STORIES).succeeds();
    assertEquals(
        List.of("{\"id\":\"two\"", "{\"id\":3.0", "{\"id\":1"),
        lines().stream().map(line -> line.substring(0, line.indexOf(","))).toList());
  }

  @Nested
  class Ids {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "1",
          "1.0",
          "1e2",
          "1E+2",
          "-0",
          "-0.0",
          "0.1000",
          "12345678901234567890",
          "1e999999",
          "123456789.123456789123456789123456789",
          "true",
          "false",
          "null",
          "\"\"",
          "\"1\"",
          "\"null\"",
          "\"é 😀 \\\"quoted\\\" \\n\"",
          "\"half \\uD83D\"",
          "\"\\u0000\"",
        })
    void comeBackAsTheyWereWritten(String id) throws IOException {
      String prompts = "{\"prompt\":\"a\",\"id\": %s }".formatted(id);
      batch(" -n 1", prompts).succeeds();
      assertEquals(1, lines().size());
      assertTrue(lines().getFirst().startsWith("{\"id\":" + id + ",\"text\":"), lines().getFirst());
      assertTrue(again(" -n 1").succeeds().err().contains("0 done now, 1 before."));
    }

    @Test
    void thatLookAlikeAreDifferent() throws IOException {
      String prompts =
          Stream.of("1", "1.0", "\"1\"", "true", "\"true\"", "null", "\"null\"")
              .map("{\"prompt\":\"a\",\"id\":%s}\n"::formatted)
              .collect(joining());
      batch(" -n 1", prompts).succeeds();
      assertEquals(7, lines().size());
    }

    @Test
    void areComparedAsValuesWhereTheyAreStrings() throws IOException {
      batch(" -n 1", "{\"id\":\"A\",\"prompt\":\"a\"}\n\n{\"id\":\"\\u0041\",\"prompt\":\"b\"}")
          .fails(ExitCode.FAILED, "prompts.jsonl, line 3: the id \"A\" stands in line 1 already");
    }
  }

  @Nested
  class Texts {
    @Test
    void areThoseOfGenerateWithTheSameOptions() throws IOException {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("--temperature 0 --seed 0", "\"temperature\":0,\"seed\":0");
      fields.put("--seed 7", "\"seed\":7");
      fields.put("--seed 7 --top-k 3", "\"seed\":7,\"top_k\":3");
      fields.put("--seed 7 --top-p 0.3", "\"seed\":7,\"top_p\":0.3");
      fields.put("--seed 7 --min-p 0.5", "\"seed\":7,\"min_p\":0.5");
      fields.put("--seed 7 --typical 0.2", "\"seed\":7,\"typical\":0.2");
      fields.put("--seed 7 --temperature 2.5", "\"seed\":7,\"temperature\":2.5");
      fields.put("--seed 7 --repeat-penalty 1.5", "\"seed\":7,\"repeat_penalty\":1.5");
      fields.put("--seed 7 --frequency-penalty 1.5", "\"seed\":7,\"frequency_penalty\":1.5");
      fields.put("--seed 7 --presence-penalty 2", "\"seed\":7,\"presence_penalty\":2");
      fields.put(
          "--seed 7 --repeat-penalty 2 --repeat-last-n 3",
          "\"seed\":7,\"repeat_penalty\":2,\"repeat_last_n\":3");
      fields.put("--seed -7 -n 9", "\"seed\":-7,\"n\":9");
      fields.put("--seed 7 --stop was", "\"seed\":7,\"stop\":\"was\"");
      fields.put("--seed 7 --stop was --stop .", "\"seed\":7,\"stop\":[\"was\",\".\"]");
      fields.put("--seed 7 -n -1", "\"seed\":7,\"n\":-1");
      fields.put("--seed 7 -n -1 --ignore-eos", "\"seed\":7,\"n\":-1,\"ignore_eos\":true");
      String prompts =
          fields.entrySet().stream()
              .map(one ->
                  "{\"id\":\"%s\",\"prompt\":\"Lily and her dog\",%s}\n"
                      .formatted(one.getKey(), one.getValue()))
              .collect(joining());
      batch("", prompts).succeeds();
      Map<String, JsonNode> lines = byId();
      Set<JsonNode> texts = new HashSet<>();
      for (String options : fields.keySet()) {
        JsonNode alone =
            Cli.run("generate -t 1 --json " + options + " -p", "Lily and her dog").json();
        JsonNode line = lines.get(options);
        for (String key : List.of("text", "stop_reason", "generated_tokens", "seed")) {
          assertEquals(alone.get(key), line.get(key), key + " with " + options);
        }
        texts.add(line.get("text"));
      }
      assertTrue(texts.size() > 12, "most options change the text");
    }

    @Test
    void takeTheDefaultsOfTheCommandLine() throws IOException {
      batch(
              " --temperature 0 -n 5 --ignore-eos --special --stop Lily",
              """
              {"id":"a","prompt":"<s>Once upon a time"}
              {"id":"b","prompt":"<s>Once upon a time","special":false,"n":6}
              {"id":"c","prompt":"Once upon a time, there was a little girl named","n":50}
              {"id":"d","prompt":"Once upon a time, there was a little girl named","stop":[],"n":50}
              """)
          .succeeds();
      Map<String, JsonNode> lines = byId();
      assertAll(
          () -> assertEquals(6, lines.get("a").get("prompt_tokens").intValue()),
          () -> assertEquals(5, lines.get("a").get("generated_tokens").intValue()),
          () -> assertTrue(lines.get("b").get("prompt_tokens").intValue() > 6),
          () -> assertEquals(6, lines.get("b").get("generated_tokens").intValue()),
          () -> assertEquals("stop_string", lines.get("c").get("stop_reason").textValue()),
          () -> assertEquals("token_limit", lines.get("d").get("stop_reason").textValue()));
    }

    @Test
    void followFromTheSeedOfTheRunAndTheId() throws IOException {
      String prompts = numbered(3, "\"prompt\":\"Lily\",\"n\":30");
      batch(" --seed 1", prompts).succeeds();
      Map<String, JsonNode> first = byId();
      assertEquals(3, first.values().stream().map(line -> line.get("text")).distinct().count());
      Files.delete(output);
      String reversed =
          prompts.lines().toList().reversed().stream().collect(joining("\n\n", "\n", "\n"));
      batch(" --seed 1", reversed).succeeds();
      assertEquals(first, byId());
      Files.delete(output);
      again(" --seed 2").succeeds();
      assertNotEquals(first, byId());
    }

    @Test
    void canBeHadAgainFromTheirSeeds() throws IOException {
      batch("", numbered(3, "\"prompt\":\"Lily\",\"n\":30")).succeeds();
      for (JsonNode line : byId().values()) {
        String seed = line.get("seed").asText();
        JsonNode alone = Cli.run("generate -t 1 --json -n 30 -p Lily --seed " + seed).json();
        assertEquals(alone.get("text"), line.get("text"));
      }
    }

    @Test
    void ofHigherPriorityComeFirst() throws IOException {
      batch(
              " --batch 1 -n 2",
              """
              {"id":1,"prompt":"a"}
              {"id":2,"prompt":"a","priority":5}
              """)
          .succeeds();
      assertTrue(lines().getFirst().startsWith("{\"id\":2,"), lines().getFirst());
    }
  }

  @Nested
  class Mistakes {
    private void areNamed(String line, String... mentioned) throws IOException {
      batch("", "{\"id\":0,\"prompt\":\"a\"}\n\n" + line + "\n")
          .fails(
              ExitCode.FAILED,
              Stream.concat(Stream.of("prompts.jsonl, line 3: "), Arrays.stream(mentioned))
                  .toArray(String[]::new));
      assertFalse(Files.exists(output), "an output before the input is known to be right");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "\"temprature\":1|the field \"temprature\" is not known, expected id, prompt, n, temp",
          "\"n\":\"many\"|under \"n\": \"many\", expected a whole number",
          "\"n\":1.5|under \"n\": 1.5, expected a whole number",
          "\"n\":1e99|under \"n\": 1.0E99, expected a whole number",
          "\"n\":3000000000|under \"n\": 3000000000, expected a whole number of 32 bits",
          "\"n\":null|under \"n\": null, expected a whole number",
          "\"temperature\":-1|under \"temperature\": temperature is -1.0, expected 0 or more",
          "\"temperature\":1e99|under \"temperature\": temperature is Infinity",
          "\"temperature\":\"1\"|under \"temperature\": \"1\", expected a number",
          "\"top_k\":-1|under \"top_k\": top-k is -1",
          "\"top_k\":true|under \"top_k\": true, expected a whole number",
          "\"top_p\":0|under \"top_p\": top-p is 0.0",
          "\"min_p\":2|under \"min_p\": min-p is 2.0",
          "\"typical\":0|under \"typical\": typical-p is 0.0",
          "\"repeat_penalty\":0|under \"repeat_penalty\": repetition penalty is 0.0",
          "\"frequency_penalty\":1e39|under \"frequency_penalty\": frequency penalty is Inf",
          "\"presence_penalty\":[]|under \"presence_penalty\": [], expected a number",
          "\"repeat_last_n\":0.5|under \"repeat_last_n\": 0.5, expected a whole number",
          "\"seed\":12345678901234567890|under \"seed\": 12345678901234567890, expected a whole",
          "\"stop\":\"\"|under \"stop\": a stop string is empty",
          "\"stop\":1|under \"stop\": 1, expected a string, or an array of strings",
          "\"stop\":[\"a\",1]|under \"stop\": 1, expected strings",
          "\"ignore_eos\":1|under \"ignore_eos\": 1, expected true or false",
          "\"special\":\"yes\"|under \"special\": \"yes\", expected true or false",
          "\"priority\":0.5|under \"priority\": 0.5, expected a whole number",
          "\"n\":1,\"n\":2|no JSON: Duplicate field 'n'",
        })
    void inAnOption(String field, String complaint) throws IOException {
      areNamed("{\"id\":1,\"prompt\":\"a\"," + field + "}", complaint);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"prompt\":\"a\"}|nothing under \"id\"",
          "{\"id\":[1],\"prompt\":\"a\"}|under \"id\" stands [1], expected a string, a number",
          "{\"id\":{},\"prompt\":\"a\"}|under \"id\" stands {}, expected a string, a number",
          "{\"id\":0,\"prompt\":\"b\"}|the id 0 stands in line 1 already",
          "{\"id\":1}|no string under \"prompt\"",
          "{\"id\":1,\"prompt\":2}|no string under \"prompt\"",
          "[1]|no object, expected {\"id\": ...}",
          "1|no object",
          "{\"id\":1,\"prompt\":\"a\"|no JSON: ",
          "{\"id\":1,\"prompt\":\"a\"} {\"id\":2}|more than one object",
          "hello|no JSON: ",
        })
    void inALine(String line, String complaint) throws IOException {
      areNamed(line, complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \n"})
    void likeNoPromptAtAll(String prompts) throws IOException {
      batch("", prompts).fails(ExitCode.FAILED, "prompts.jsonl holds no prompt");
    }

    @ParameterizedTest
    @CsvSource({
      "--batch 0, 0 sequences",
      "--batch 400, 256 tokens a pass for 400 sequences",
      "--batch-tokens 2000, expected at most 512",
      "--temperature -1, temperature is -1.0",
      "--kv-memory 0, --kv-memory is 0",
    })
    void inTheCommand(String option, String complaint) throws IOException {
      batch(" " + option, STORIES).fails(ExitCode.WRONG_USAGE, complaint);
      assertFalse(Files.exists(output));
    }

    @Test
    void likeAFileThatIsNotThere() {
      again("").fails(ExitCode.FAILED, "there is no file", "prompts.jsonl");
    }

    @Test
    void likeAnOutputInAMissingFolder() throws IOException {
      output = folder.resolve("nowhere/out.jsonl");
      batch("", STORIES).fails(ExitCode.FAILED, "out.jsonl cannot be written: there is no folder");
    }

    @Test
    void likeAnOutputThatIsAFolder() throws IOException {
      output = folder;
      batch("", STORIES).fails(ExitCode.FAILED, "is a folder, expected a file to write");
    }

    @Test
    void likeTheInputForTheOutput() throws IOException {
      output = Files.createSymbolicLink(output, input);
      batch("", STORIES).fails(ExitCode.WRONG_USAGE, "would take the place of");
      assertEquals(STORIES, Files.readString(input));
    }

    @Test
    void likeADeviceForTheOutput() throws IOException {
      output = Path.of("/dev/null");
      batch("", STORIES).fails(ExitCode.FAILED, "/dev/null is no regular file");
    }
  }

  @Nested
  class FailedPrompts {
    private static final String LONG = "a ".repeat(600);

    @Test
    void leaveALineAndDoNotStopTheOthers() throws IOException {
      Cli.Result result =
          batch(
              " -n 4",
              """
              {"id":1,"prompt":"a"}
              {"id":2,"prompt":"%s"}
              {"id":3,"prompt":"b"}
              """
                  .formatted(LONG));
      assertEquals(ExitCode.FAILED, result.exitCode(), result.err());
      assertTrue(result.err().contains("nibble: 1 of 3 prompts could not be run: "), result.err());
      assertTrue(result.err().contains("3 done now, 0 before."), result.err());
      Map<String, JsonNode> lines = byId();
      assertEquals(3, lines.size());
      assertEquals(
          List.of("id", "error"), lines.get("2").propertyStream().map(Map.Entry::getKey).toList());
      assertTrue(lines.get("2").get("error").textValue().contains("512 positions"));
      assertEquals(4, lines.get("3").get("generated_tokens").intValue());
    }

    @Test
    void areNotTriedAgainAndStillCount() throws IOException {
      batch(" -n 4", "{\"id\":2,\"prompt\":\"%s\"}\n".formatted(LONG));
      List<String> before = lines();
      Cli.Result result = again("");
      assertEquals(ExitCode.FAILED, result.exitCode());
      assertTrue(result.err().contains("1 of 1 prompts could not be run"), result.err());
      assertEquals(before, lines());
    }

    @Test
    void areThoseThatNeverFitTheMemory() throws IOException {
      Cli.Result result =
          batch(
              " --kv-memory 64K --temperature 0",
              """
              {"id":1,"prompt":"a","n":300}
              {"id":2,"prompt":"a","n":4}
              """);
      assertEquals(ExitCode.FAILED, result.exitCode(), result.err());
      assertTrue(byId().get("1").get("error").textValue().contains("raise --kv-memory"));
      assertEquals(4, byId().get("2").get("generated_tokens").intValue());
    }
  }

  @Nested
  class Resuming {
    @Test
    void afterACutAtAnyByteGivesTheSameLines() throws IOException {
      String prompts =
          """
          {"id":"é 😀","prompt":"a","n":2,"seed":1}
          {"id":2.0,"prompt":"b","n":1,"seed":2}
          """;
      batch("", prompts).succeeds();
      byte[] whole = Files.readAllBytes(output);
      List<String> unbroken = sorted(lines());
      for (int cut = 0; cut <= whole.length; cut++) {
        Files.write(output, Arrays.copyOf(whole, cut));
        long before = countLines();
        String err = again("").succeeds().err();
        assertTrue(err.contains("%d done now, %d before.".formatted(2 - before, before)), err);
        assertEquals(unbroken, sorted(lines()), "cut at byte " + cut);
      }
    }

    @Test
    void cutsOffALastLineThatIsNoJson() throws IOException {
      batch(" --seed 5", STORIES).succeeds();
      List<String> unbroken = sorted(lines());
      Files.writeString(output, lines().getFirst() + "\n{\"id\":1,\"te\n");
      assertTrue(again(" --seed 5").succeeds().err().contains("2 done now, 1 before."));
      assertEquals(unbroken, sorted(lines()));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{\"id\":2,\"text\":\"\"}~|line 1: no prompt has the id 2",
          "{\"id\":1.0,\"text\":\"\"}~|line 1: no prompt has the id 1.0",
          "{\"id\":1,\"text\":\"\"}~{\"id\":2,\"error\":\"\"}|line 2: no prompt has the id 2",
          "{\"id\":1,\"text\":\"\"}~{\"id\":1,\"error\":\"\"}~|line 2: the id 1 stands in line 1",
          "{\"text\":\"\"}~|line 1: nothing under \"id\"",
          "{\"id\":1}~|line 1: neither a text nor an error",
          "{\"id\":1,\"te~{\"id\":3.0,\"text\":\"\"}~|line 1: no JSON",
          "{\"id\":1,\"text\":\"\"}~~{\"id\":3.0,\"text\":\"\"}~|line 2: no object",
          "My diary.|line 1: no JSON",
          "My diary.~|line 1: no JSON",
          "[1]~|line 1: no object",
        })
    void refusesWhatIsNotItsOwn(String content, String complaint) throws IOException {
      String before = content.replace('~', '\n');
      Files.writeString(output, before);
      batch("", STORIES).fails(ExitCode.FAILED, "out.jsonl, " + complaint);
      assertEquals(before, Files.readString(output));
    }

    @Test
    void refusesAnOutputThatAnotherRunWritesTo() throws IOException {
      try (FileChannel other =
              FileChannel.open(output, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = other.lock()) {
        assertTrue(lock.isValid());
        batch("", STORIES).fails(ExitCode.FAILED, "another run writes to " + output);
      }
      again("").succeeds();
    }

    @Test
    void takesStandardInputToo() throws IOException {
      Files.writeString(output, "");
      Cli.Result result =
          Cli.withInput(
              new ByteArrayInputStream(STORIES.getBytes(UTF_8)),
              () -> Cli.run("batch -t 1 -i - -o", output.toString()));
      result.succeeds();
      assertEquals(3, lines().size());
    }
  }

  @Nested
  class Many {
    @Test
    void thousandsOfTinyPromptsAreEachDoneOnce() throws IOException {
      batch("", numbered(2000, "\"prompt\":\"a\",\"n\":1")).succeeds();
      assertEquals(2000, byId().size());
      assertEquals(2000, lines().size());
    }

    @Test
    void finishInLittleMemoryByTakingItFromEachOther() throws IOException {
      String prompts = numbered(24, "\"prompt\":\"Lily and Tom went\",\"n\":100,\"seed\":3");
      batch(" --ignore-eos", prompts).succeeds();
      List<String> ample = sorted(lines());
      Files.delete(output);
      String err = again(" --ignore-eos --kv-memory 256K").succeeds().err();
      assertFalse(err.contains(", 0 preemptions"), err);
      assertEquals(ample, sorted(lines()));
    }

    @Test
    void surviveAKillInTheMiddle() throws IOException, InterruptedException {
      Files.writeString(input, numbered(120, "\"prompt\":\"Lily\",\"n\":60"));
      again(" --seed 9").succeeds();
      List<String> unbroken = sorted(lines());
      for (boolean force : List.of(true, false)) {
        Files.delete(output);
        Process child = startChild();
        waitForLines(child);
        again(" --seed 9").fails(ExitCode.FAILED, "another run writes to");
        if (force) {
          child.destroyForcibly();
        } else {
          child.destroy();
        }
        child.waitFor();
        long before = countLines();
        assertTrue(before > 0 && before < 120, before + " lines");
        if (!force) {
          assertEquals(before, lines().size(), "whole lines only");
        }
        String err = again(" --seed 9").succeeds().err();
        assertTrue(err.contains("%d done now, %d before.".formatted(120 - before, before)), err);
        assertEquals(unbroken, sorted(lines()));
      }
    }

    private Process startChild() throws IOException {
      List<String> arguments = new ArrayList<>();
      Collections.addAll(arguments, "batch", "--seed", "9", "-t", "1");
      Collections.addAll(arguments, "-m", Material.bundledModel().toString());
      Collections.addAll(arguments, "-i", input.toString(), "-o", output.toString());
      return ChildJava.command(arguments)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(folder.resolve("err.txt").toFile())
          .start();
    }

    private void waitForLines(Process child) throws IOException, InterruptedException {
      while (!Files.exists(output) || Files.size(output) == 0) {
        assertTrue(child.isAlive(), () -> "the child ended early");
        Thread.sleep(10);
      }
    }
  }
}
