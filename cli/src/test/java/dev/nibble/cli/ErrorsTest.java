package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.util.SetSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ErrorsTest {
  private static final String FAILURE = "inspect nowhere.gguf";

  @Command(name = "hungry")
  private static final class Hungry implements Runnable {
    @Override
    public void run() {
      throw new OutOfMemoryError("Java heap space");
    }
  }

  @Test
  void haveNoStackTrace() {
    Cli.run(FAILURE).fails(ExitCode.BAD_MODEL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--debug " + FAILURE, FAILURE + " --debug"})
  void haveAStackTraceForThoseWhoAsk(String command) {
    Cli.Result result = Cli.run(command);
    assertEquals(ExitCode.BAD_MODEL, result.exitCode());
    assertEquals("", result.out());
    assertTrue(result.err().startsWith("nibble: there is no file nowhere.gguf"), result.err());
    assertTrue(result.err().contains("\tat dev.nibble."), result.err());
    assertTrue(result.err().contains("Caused by: java.nio.file.NoSuchFileException"));
  }

  @Test
  void sayWhatToDoAboutTooLittleMemory() {
    StringWriter err = new StringWriter();
    CommandLine line =
        Main.commandLine(new PrintWriter(PrintWriter.nullWriter()), new PrintWriter(err));
    line.addSubcommand(new Hungry());
    assertEquals(ExitCode.FAILED, line.execute("hungry"));
    assertTrue(err.toString().startsWith("nibble: out of memory (Java heap space): "), "" + err);
    assertFalse(err.toString().contains("\tat "), "" + err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate --json -n 1 -p a",
        "generate -n 1 -p a",
        "tokenize --text a",
        "inspect",
        "doctor",
        "--version"
      })
  void includeAResultThatCouldNotBeWritten(String command) {
    Cli.Result result = Cli.runInto(new FailingOutput("No space left on device"), command);
    assertEquals(ExitCode.FAILED, result.exitCode());
    assertTrue(
        result.err().endsWith("nibble: cannot write the result: No space left on device\n"),
        result.err());
  }

  @Test
  void doNotIncludeAReaderThatHasSeenEnough() {
    Cli.Result result = Cli.runInto(new FailingOutput("Broken pipe"), "inspect");
    assertEquals(ExitCode.DONE, result.exitCode());
    assertEquals("", result.err());
  }

  @Test
  @SetSystemProperty(key = BundledModel.HOME_PROPERTY, value = "nowhere")
  void tellWhereTheBundledModelWasLookedFor() {
    Cli.run("generate -p a").fails(ExitCode.BAD_MODEL, "nowhere/models/", "-m", "-Dnibble.home=");
  }
}
