package dev.nibble.cli;

import dev.nibble.engine.Engine;
import dev.nibble.engine.evaluate.Evaluation;
import dev.nibble.engine.evaluate.EvaluationListener;
import dev.nibble.engine.evaluate.EvaluationResult;
import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble evaluate}: what a model writes, against what people wrote. */
@Command(
    name = "evaluate",
    description = {
      "Continues prompts and compares the texts with references.",
      "",
      "The file holds a JSON object a line: prompt, reference (a string, or an array of several)"
          + " and, if a text is to be scored instead of generating one, generated. A reference"
          + " stands just as it follows the prompt, with the blank between them.",
      "",
      "wer         word errors (substituted, deleted, inserted) by words of the reference; words"
          + " stand between white space (Jurafsky and Martin, Speech and Language Processing; NIST"
          + " sclite). Of several references the nearest.",
      "bleu        n-grams of 1 to 4 words that the references have too, with brevity penalty, 0 to"
          + " 100 (Papineni et al. 2002), as sacreBLEU computes it: 13a words, exp smoothing (Post"
          + " 2018).",
      "rouge-l     longest common subsequence of words, F-measure, mean over the examples (Lin"
          + " 2004). Of several references the nearest.",
      "perplexity  exp of the mean negative log-likelihood of the references' tokens, given their"
          + " prompts (Jelinek et al. 1977). Of several references the first.",
      ""
    },
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "The examples, - for standard input.")
  private Path file;

  @Option(
      names = {"-n", "--tokens"},
      paramLabel = "N",
      description =
          "Tokens to generate at most; -1 to fill the context (default: as many as the longest"
              + " reference has).")
  private Integer maxTokens;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write each line again, with generated, wer, bleu and rouge_l of its own. BLEU of one"
              + " text takes n-grams as long as the text has.")
  private Path output;

  @Mixin private SamplingMixin sampling = new SamplingMixin(0);
  @Mixin private EngineMixin engineOptions;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    SamplingOptions chosen = sampling.options();
    if (output != null) {
      AtomicFile.check(output, model.path());
    }
    ExampleFile examples = ExampleFile.read(file);
    PrintWriter out = spec.commandLine().getOut();
    try (Engine engine =
        engineOptions.load(model, engineOptions.options(), spec.commandLine().getErr())) {
      OptionalInt limit = maxTokens == null ? OptionalInt.empty() : OptionalInt.of(maxTokens);
      EvaluationSummary summary =
          new EvaluationSummary(evaluate(new Evaluation(engine, limit, chosen), examples));
      if (json) {
        out.println(Json.line(summary.json()));
      } else {
        summary.print(out);
      }
    }
    out.flush();
    return ExitCode.DONE;
  }

  private EvaluationResult evaluate(Evaluation evaluation, ExampleFile examples)
      throws IOException {
    if (!Terminal.showsErrors()) {
      return evaluate(evaluation, examples, EvaluationListener.IGNORE);
    }
    try (Progress bar = new Progress(spec.commandLine().getErr(), "evaluate", "examples")) {
      return evaluate(
          evaluation,
          examples,
          (_, soFar, total) -> bar.show(soFar.scores().texts(), total, remark(soFar)));
    }
  }

  private EvaluationResult evaluate(
      Evaluation evaluation, ExampleFile examples, EvaluationListener watcher) throws IOException {
    EvaluationRun run = new EvaluationRun(evaluation, examples, watcher);
    if (output == null) {
      run.writeTo(OutputStream.nullOutputStream());
    } else {
      AtomicFile.write(output, run);
    }
    return run.result();
  }

  private static String remark(EvaluationResult soFar) {
    return String.format(
        Locale.ROOT, "rouge-l %.3f, ppl %.2f", soFar.scores().rougeL(), soFar.perplexity());
  }
}
