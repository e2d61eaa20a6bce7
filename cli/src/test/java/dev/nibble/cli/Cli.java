package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Runs commands in this process: arguments in, exit code and both outputs back. */
final class Cli {
  static {
    System.setProperty(BundledModel.HOME_PROPERTY, Material.root().toString());
  }

  private Cli() {}

  /** What a command left behind. */
  record Result(int exitCode, String out, String err) {

    /** Fails the test where the command did. */
    Result succeeds() {
      assertEquals(ExitCode.DONE, exitCode, err);
      return this;
    }

    /** The command said in one line on standard error why it failed, and printed no result. */
    void fails(int expectedCode, String... mentioned) {
      assertEquals("", out, "standard output");
      failsAfterSomeOutput(expectedCode, mentioned);
    }

    /** The same for a command that is in the middle of its result. */
    void failsAfterSomeOutput(int expectedCode, String... mentioned) {
      assertAll(
          Stream.concat(
              Stream.of(
                  () -> assertEquals(expectedCode, exitCode, err),
                  () -> assertTrue(err.startsWith("nibble: "), err),
                  () -> assertFalse(err.contains("\tat "), err),
                  () -> assertEquals(1, explanation().size(), err)),
              Arrays.stream(mentioned).map(part -> () -> assertTrue(err.contains(part), err))));
    }

    /** The lines of standard error, without the hint that follows a usage error. */
    private List<String> explanation() {
      return err.lines().filter(line -> !line.startsWith("See: ")).toList();
    }

    /** Standard output as one line of JSON. */
    JsonNode json() {
      List<JsonNode> lines = jsonLines();
      assertEquals(1, lines.size(), out);
      return lines.getFirst();
    }

    /** Standard output as lines of JSON. */
    List<JsonNode> jsonLines() {
      return out.lines().map(Cli::parse).toList();
    }
  }

  /**
   * Runs a command.
   *
   * @param command its words, split at blanks
   * @param more arguments to put behind them, just as they are
   */
  static Result run(String command, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Result result = runInto(out, command, more);
    return new Result(result.exitCode, out.toString(UTF_8), result.err);
  }

  /** Runs a command whose standard output goes elsewhere: the result has none. */
  static Result runInto(OutputStream out, String command, String... more) {
    String[] args =
        Stream.concat(Arrays.stream(command.split(" ", -1)), Arrays.stream(more))
            .toArray(String[]::new);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Main.run(out, err, args);
    return new Result(exitCode, "", err.toString(UTF_8));
  }

  /** Takes {@code input} for standard input as long as {@code body} runs. */
  static Result withInput(InputStream input, Supplier<Result> body) {
    InputStream before = System.in;
    System.setIn(input);
    try {
      return body.get();
    } finally {
      System.setIn(before);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return Json.parse(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + line, e);
    }
  }
}
