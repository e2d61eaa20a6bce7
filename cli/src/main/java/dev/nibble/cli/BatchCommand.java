package dev.nibble.cli;

import dev.nibble.engine.BatchOptions;
import dev.nibble.engine.Batcher;
import dev.nibble.engine.Engine;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble batch}: continues many texts. */
@Command(
    name = "batch",
    description = {
      "Continues many texts, several at a time.",
      "",
      "The input holds a JSON object a line: id (a string, a number, true, false or null, each"
          + " once) and prompt, and what shall differ from the command line: n, temperature, top_k,"
          + " top_p, min_p, typical, repeat_penalty, frequency_penalty, presence_penalty,"
          + " repeat_last_n, seed, stop (a string, or an array of several), ignore_eos, special and"
          + " priority (the higher goes first among those read ahead, twice --batch; 0 where none"
          + " is given). A prompt without a seed gets one that follows from --seed and its id. All"
          + " lines are checked before the first is run.",
      "",
      "The output gets a JSON object a line as soon as a text is over: id, text, stop_reason, seed,"
          + " prompt_tokens and generated_tokens, or id and error where a prompt cannot be run."
          + " What is in it already is not done again, so that the same command goes on where it"
          + " was ended. The exit code is 1 where the output holds an error.",
      ""
    },
    sortOptions = false)
final class BatchCommand implements Callable<Integer> {
  /** As many prompts wait as run, so that there is one when a text is over. */
  private static final int AHEAD = 2;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Option(
      names = {"-i", "--input"},
      required = true,
      paramLabel = "FILE",
      description = "The prompts, - for standard input. What is no regular file is kept in memory.")
  private Path input;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "The results, in the order in which the texts end.")
  private Path output;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Texts that are continued at a time (default: ${DEFAULT-VALUE}).")
  private int sequences = BatchOptions.defaults().sequences();

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description =
          "Tokens that go through the model at a time at most (default: ${DEFAULT-VALUE}).")
  private int stepTokens = BatchOptions.defaults().stepTokens();

  @Mixin private GenerationMixin defaults;
  @Mixin private EngineMixin engineOptions;

  @Override
  public Integer call() throws IOException {
    BatchDefaults common = new BatchDefaults(defaults.request(""));
    AtomicFile.check(output, input, model.path());
    BatchInput prompts = BatchInput.check(input, common);
    PrintWriter err = spec.commandLine().getErr();
    try (Engine engine = engineOptions.load(model, engineOptions.options(), err);
        Batcher batcher = engine.newBatcher(new BatchOptions(sequences, stepTokens));
        BatchOutput results = BatchOutput.open(output, prompts)) {
      int before = results.finished().size();
      BatchSummary summary = run(engine, batcher, prompts, results);
      err.println(summary.meters() + GpuSummary.text(engine.offloadMeters()));
      err.printf("%d done now, %d before.%n", summary.done(), before);
      return exitCode(summary.failed() + results.finished().failed(), prompts.size());
    }
  }

  private BatchSummary run(Engine engine, Batcher batcher, BatchInput prompts, BatchOutput results)
      throws IOException {
    if (!Terminal.showsErrors()) {
      return run(engine, batcher, prompts, results, _ -> {});
    }
    int total = prompts.size() - results.finished().size();
    try (Progress bar = new Progress(spec.commandLine().getErr(), "batch", "prompts")) {
      return run(
          engine,
          batcher,
          prompts,
          results,
          soFar -> bar.show(soFar.done(), total, soFar.remark()));
    }
  }

  private BatchSummary run(
      Engine engine,
      Batcher batcher,
      BatchInput prompts,
      BatchOutput results,
      Consumer<BatchSummary> watcher)
      throws IOException {
    BatchRun run = new BatchRun(engine, batcher, results, AHEAD * sequences, watcher);
    prompts.forEach((int line, BatchPrompt prompt) -> {
      if (!results.finished().contains(line)) {
        run.add(prompt);
      }
    });
    run.finish();
    return run.summary();
  }

  private int exitCode(int failed, int total) {
    if (failed == 0) {
      return ExitCode.DONE;
    }
    spec.commandLine()
        .getErr()
        .printf(
            "%s%d of %d prompts could not be run: the lines with \"error\" in %s say why%n",
            Errors.PREFIX, failed, total, Printable.of(output.toString()));
    return ExitCode.FAILED;
  }
}
