package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {
  private static Stream<CommandLine> commands() {
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    return Main.commandLine(nowhere, nowhere).getSubcommands().values().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void explainsEveryOption(CommandLine command) {
    String help = Cli.run(command.getCommandName() + " --help").succeeds().out();
    assertAll(
        command.getCommandSpec().options().stream()
            .map((OptionSpec option) ->
                () -> {
                  assertTrue(help.contains(option.longestName()), option.longestName());
                  assertTrue(option.description().length > 0, "what it does");
                }));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generate",
        "chat",
        "batch",
        "tokenize",
        "template",
        "logits",
        "perplexity",
        "evaluate",
        "compare",
        "bench",
        "validate",
        "plan",
        "importance",
        "quantize",
        "inspect",
        "doctor",
        "fallback-demo"
      })
  void isTheSameHoweverOneAsks(String command) {
    Cli.Result help = Cli.run(command + " --help").succeeds();
    assertEquals("", help.err());
    assertTrue(help.out().startsWith("Usage: nibble " + command + " "), help.out());
    assertEquals(help.out(), Cli.run(command + " -h").succeeds().out());
    assertEquals(help.out(), Cli.run("help " + command).succeeds().out());
  }

  @Test
  void listsTheCommandsAndExitCodes() {
    String help = Cli.run("--help").succeeds().out();
    assertAll(
        Stream.of(
                "generate",
                "chat",
                "batch",
                "tokenize",
                "logits",
                "perplexity",
                "evaluate",
                "compare",
                "bench",
                "validate",
                "plan",
                "importance",
                "quantize",
                "inspect",
                "doctor",
                "fallback-demo",
                "0 done",
                "3 bad model",
                "4 no device")
            .map(part -> () -> assertTrue(help.contains(part), part)));
  }

  @Test
  void isShownOnStandardErrorWhereThereIsNoCommand() {
    Cli.Result result = Cli.run("--debug");
    assertEquals(ExitCode.WRONG_USAGE, result.exitCode());
    assertEquals("", result.out());
    assertEquals(Cli.run("--help").out(), result.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "generate --version"})
  void leavesTheVersionToAnOptionOfItsOwn(String option) {
    Cli.Result result = Cli.run(option).succeeds();
    assertEquals("", result.err());
    assertTrue(result.out().matches("nibble \\S+ \\(Java \\S+\\)\\R"), result.out());
  }

  @ParameterizedTest
  @CsvSource({
    "generate -p a -n many, nibble generate --help",
    "tokenize, nibble tokenize --help",
    "logits --tokens a -o b, nibble logits --help",
    "inspect --chekc, nibble inspect --help",
    "--nonsense, nibble --help",
  })
  void isPointedAtInsteadOfFollowingEveryMistake(String command, String where) {
    Cli.Result result = Cli.run(command);
    assertEquals(ExitCode.WRONG_USAGE, result.exitCode());
    assertTrue(result.err().endsWith("See: " + where + System.lineSeparator()), result.err());
    assertTrue(result.err().lines().count() <= 3, result.err());
  }

  @ParameterizedTest
  @CsvSource({
    "generat -p a, nibble generate",
    "generate -p a --temprature 1, --temperature",
  })
  void guessesWhatWasMeant(String command, String guess) {
    Cli.Result result = Cli.run(command);
    assertEquals(ExitCode.WRONG_USAGE, result.exitCode());
    assertTrue(result.err().contains(guess), result.err());
  }
}
