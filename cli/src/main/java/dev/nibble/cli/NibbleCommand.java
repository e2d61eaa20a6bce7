package dev.nibble.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root: nothing but its subcommands. */
@Command(
    name = "nibble",
    description = "Runs language models from GGUF files, in pure Java.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    subcommands = {
      GenerateCommand.class,
      ChatCommand.class,
      BatchCommand.class,
      TokenizeCommand.class,
      TemplateCommand.class,
      LogitsCommand.class,
      PerplexityCommand.class,
      EvaluateCommand.class,
      CompareCommand.class,
      BenchCommand.class,
      ValidateCommand.class,
      PlanCommand.class,
      ImportanceCommand.class,
      QuantizeCommand.class,
      InspectCommand.class,
      DoctorCommand.class,
      FallbackDemoCommand.class,
      MeasureSpeedCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Without -m a command uses the bundled model, which writes small stories.",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad model file,"
          + " 4 no device where --gpu require asks for one."
    })
final class NibbleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  boolean debug;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.WRONG_USAGE;
  }
}
