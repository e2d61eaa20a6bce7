package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.cli.live.QuietLog;
import dev.nibble.cli.live.TerminalSize;
import dev.nibble.cli.page.Circumstances;
import dev.nibble.cli.validation.FindingTable;
import dev.nibble.cli.validation.ValidationPage;
import dev.nibble.cli.validation.WrappedText;
import dev.nibble.engine.Doctor;
import dev.nibble.engine.predict.Validation;
import dev.nibble.engine.predict.ValidationEffort;
import dev.nibble.engine.predict.ValidationOptions;
import dev.nibble.engine.predict.ValidationReport;
import dev.nibble.engine.predict.Verdict;
import dev.nibble.weights.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble validate}: what formulas say of a model, against what is measured. */
@Command(
    name = "validate",
    description = {
      "Holds the formulas that are told of language models against this model and this machine.",
      "",
      "Each prediction is made by its formula, and measured without it: memory, operations, speed,"
          + " tokens, perplexity at 16, 8 and 4 bits, errors of the weights, what a fallback costs."
          + " A verdict says whether both are as near as they should be. That one is refuted is a"
          + " result, and no failure: the exit code is 0.",
      ""
    },
    sortOptions = false)
final class ValidateCommand implements Callable<Integer> {
  private static final int LEAST_WIDTH = 80;
  private static final int MOST_WIDTH = 120;

  @Spec private CommandSpec spec;
  @Mixin private ModelOption model;
  @Mixin private TextMixin input;

  @Option(
      names = "--quick",
      description = "Measure each thing for seconds alone: under a minute for the bundled model.")
  private boolean quick;

  @Mixin private EngineMixin engineOptions;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with the table and plots as well; it needs nothing else.")
  private Path html;

  @Override
  public Integer call() throws IOException {
    if (html != null) {
      AtomicFile.check(html, model.path(), input.file());
    }
    ValidationOptions options =
        new ValidationOptions(
            engineOptions.options(), quick ? ValidationEffort.QUICK : ValidationEffort.FULL);
    String text = input.read();
    // Says what is wrong with the model, and what slows it, before the long work.
    engineOptions.load(model, options.engine(), spec.commandLine().getErr()).close();
    show(measure(new Validation(model.path(), text, options)));
    return ExitCode.DONE;
  }

  private ValidationReport measure(Validation validation) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    PrintWriter watched = Terminal.showsErrors() ? err : new PrintWriter(PrintWriter.nullWriter());
    try (QuietLog _ = new QuietLog(QuietLog.ENGINE);
        QuietLog _ = new QuietLog(QuietLog.DEVICE);
        ProgressLine line = new ProgressLine(watched)) {
      return validation.run(
          (step, steps, what) -> line.show("%d of %d: %s".formatted(step, steps, what)));
    }
  }

  private void show(ValidationReport report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Circumstances circumstances = MeasuredNow.by(spec, Doctor.examine());
    if (json) {
      out.println(Json.line(ValidationJson.object(report, circumstances)));
    } else {
      print(report, out);
    }
    out.flush();
    if (html != null) {
      String page = new ValidationPage(report, circumstances).html();
      AtomicFile.write(html, target -> target.write(page.getBytes(UTF_8)));
    }
  }

  private static void print(ValidationReport report, PrintWriter out) {
    int width = Math.clamp(TerminalSize.present().columns(), LEAST_WIDTH, MOST_WIDTH);
    new FindingTable(report.findings(), width)
        .lines().stream().map(Printable::of).forEach(out::println);
    out.println();
    report.notes().stream()
        .flatMap(note -> WrappedText.lines(note, "", width).stream())
        .map(Printable::of)
        .forEach(out::println);
    out.printf(
        "%s: %d of %d predictions confirmed, %d refuted%n",
        Printable.of(report.evidence().model().name()),
        report.count(Verdict.CONFIRMED),
        report.findings().size(),
        report.count(Verdict.REFUTED));
  }
}
