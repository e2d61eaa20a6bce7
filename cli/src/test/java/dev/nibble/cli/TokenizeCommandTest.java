package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizeCommandTest {
  @TempDir private Path folder;

  /** What is printed for a text, without the line break. */
  private static String printed(String text, String... more) {
    Cli.Result result = Cli.run("tokenize --text", withText(text, more)).succeeds();
    assertEquals("", result.err());
    return result.out().stripTrailing();
  }

  private static String[] withText(String text, String... more) {
    String[] all = new String[more.length + 1];
    all[0] = text;
    System.arraycopy(more, 0, all, 1, more.length);
    return all;
  }

  @Test
  void printsOneJsonArray() {
    assertEquals("[403,407]", printed("Once upon"));
  }

  @Test
  void printsNoIdForAnEmptyText() {
    assertEquals("[]", printed(""));
  }

  @Test
  void putsABeginningInFrontIfAsked() {
    assertEquals("[1,403,407]", printed("Once upon", "--add-bos"));
    assertEquals("[1]", printed("", "--add-bos"));
  }

  @Test
  void takesControlTokensForPlainTextUnlessAsked() {
    assertNotEquals("[1]", printed("<s>"));
    assertEquals("[1]", printed("<s>", "--special"));
  }

  @Test
  void knowsTheBytesOfAnyCharacter() {
    assertEquals("[410,243,162,155,131]", printed("\uD83D\uDE00"));
  }

  @Test
  void needsNoWeights() throws IOException {
    String model = Material.vocabularyOnly(folder).toString();
    assertEquals(printed("Once upon"), printed("Once upon", "-m", model));
  }

  @Test
  void needsExactlyOneSourceOfTexts() {
    Cli.run("tokenize").fails(ExitCode.WRONG_USAGE, "--text=TEXT", "-f=TEXT", "--jsonl=FILE");
    Cli.run("tokenize --text a -f b").fails(ExitCode.WRONG_USAGE, "mutually exclusive");
    Cli.run("tokenize --text a --jsonl b").fails(ExitCode.WRONG_USAGE, "mutually exclusive");
  }

  @Nested
  class File {
    @Test
    void isOneText() throws IOException {
      String text = "Once upon\n\na time\n";
      Path file = Files.writeString(folder.resolve("text.txt"), text);
      assertEquals(
          printed(text), Cli.run("tokenize -f", file.toString()).succeeds().out().stripTrailing());
    }

    @Test
    void mustBeThere() {
      Cli.run("tokenize -f nowhere").fails(ExitCode.FAILED, "there is no file nowhere");
    }
  }

  @Nested
  class Speed {
    @Test
    void isOneLine() {
      String line = printed("Once upon a time ".repeat(1000), "--speed");
      assertTrue(
          line.matches(
              "[0-9.]+ MB/s, [0-9.]+ million tokens/s \\(17000 bytes, 4001 tokens,"
                  + " 4.25 bytes a token, [0-9]+ times(, not yet steady)?\\)"),
          line);
    }

    @Test
    void isOneObjectInJson() {
      JsonNode json =
          Cli.run("tokenize --speed --json --text", "Once upon".repeat(1000)).succeeds().json();
      assertEquals(9000, json.get("bytes").asInt());
      assertTrue(json.get("megabytes_per_second").asDouble() > 0);
      assertTrue(json.get("tokens_per_second").asDouble() > 0);
      assertTrue(json.get("repetitions").asInt() > 1);
    }

    @Test
    void takesOneText() {
      Cli.run("tokenize --speed --jsonl a").fails(ExitCode.WRONG_USAGE, "--speed takes one text");
      Cli.run("tokenize --json --text a").fails(ExitCode.WRONG_USAGE, "--json is for --speed");
      Cli.run("tokenize --speed --text", "").fails(ExitCode.WRONG_USAGE, "has no token");
    }
  }

  @Nested
  class Jsonl {
    private Cli.Result tokenize(String content, String... more) throws IOException {
      Path file = Files.writeString(folder.resolve("texts.jsonl"), content);
      return Cli.run("tokenize --jsonl", withText(file.toString(), more));
    }

    private static String line(String text) {
      return Json.object().put("text", text) + "\n";
    }

    @Test
    void givesALineForEachText() throws IOException {
      List<String> texts = List.of("Once upon", "", "two\nlines", "\uD83D\uDE00 \"quoted\"");
      String content = texts.stream().map(Jsonl::line).collect(Collectors.joining());
      assertEquals(
          texts.stream().map(text -> printed(text)).toList(),
          tokenize(content).succeeds().out().lines().toList());
    }

    @Test
    void takesTheSameOptionsAsAText() throws IOException {
      assertEquals(
          printed("<s>a", "--special", "--add-bos"),
          tokenize(line("<s>a"), "--special", "--add-bos").succeeds().out().stripTrailing());
    }

    @Test
    void ignoresOtherKeysAndBlankLines() throws IOException {
      String content = "\n{\"id\":1,\"text\":\"Once upon\"}\n  \n";
      assertEquals("[403,407]", tokenize(content).succeeds().out().stripTrailing());
    }

    @Test
    void hasNoLongestLine() throws IOException {
      String megabyte = "Once upon a time ".repeat(65_536);
      assertEquals(4 * 65_536 + 1, tokenize(line(megabyte)).succeeds().json().size());
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        value = {
          "{\"text\":, no JSON",
          "Once upon, no JSON",
          "{\"text\":\"a\"} b, no JSON",
          "{\"text\":5}, no string under \"text\"",
          "{\"txt\":\"a\"}, no string under \"text\"",
          "[\"a\"], no string under \"text\"",
        })
    void namesTheLineThatIsBroken(String broken, String complaint) throws IOException {
      Cli.Result result = tokenize(line("Once upon") + "\n" + broken + "\n" + line("more"));
      result.failsAfterSomeOutput(ExitCode.FAILED, "texts.jsonl, line 3: " + complaint);
      assertEquals("[403,407]", result.out().stripTrailing(), "the lines before");
    }

    @Test
    void mustBeUtf8() throws IOException {
      Path file = Files.write(folder.resolve("latin.jsonl"), new byte[] {'"', (byte) 0xE9, '"'});
      Cli.run("tokenize --jsonl", file.toString())
          .fails(ExitCode.FAILED, "latin.jsonl is not text in UTF-8");
    }

    @Test
    void mustBeAFile() {
      Cli.run("tokenize --jsonl nowhere").fails(ExitCode.FAILED, "there is no file nowhere");
      Cli.run("tokenize --jsonl", folder.toString()).fails(ExitCode.FAILED, "is a folder");
    }

    @Test
    void mayComeFromStandardInput() {
      InputStream input = new ByteArrayInputStream(line("Once upon").getBytes(UTF_8));
      assertEquals(
          "[403,407]",
          Cli.withInput(input, () -> Cli.run("tokenize --jsonl -")).succeeds().out().strip());
    }

    @Test
    @Timeout(20)
    void isReadNoFurtherOnceNobodyReadsTheResult() {
      InputStream endless = new EndlessInput(line("Once upon").getBytes(UTF_8));
      Cli.Result result =
          Cli.withInput(
              endless, () -> Cli.runInto(new FailingOutput("Broken pipe"), "tokenize --jsonl -"));
      assertEquals(ExitCode.DONE, result.exitCode());
      assertTrue(result.err().isEmpty(), result.err());
    }

    /** The same bytes again and again. */
    private static final class EndlessInput extends InputStream {
      private final byte[] bytes;
      private int next;

      EndlessInput(byte[] bytes) {
        this.bytes = bytes;
      }

      @Override
      public int read() {
        return bytes[next++ % bytes.length];
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        for (int i = 0; i < length; i++) {
          target[offset + i] = (byte) read();
        }
        return length;
      }
    }
  }
}
