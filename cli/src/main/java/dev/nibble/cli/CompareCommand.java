package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.nibble.cli.comparison.ComparisonPage;
import dev.nibble.cli.comparison.ComparisonReport;
import dev.nibble.cli.comparison.ComparisonTable;
import dev.nibble.cli.comparison.MeasuredSpeed;
import dev.nibble.engine.Doctor;
import dev.nibble.engine.evaluate.ModelComparison;
import dev.nibble.weights.AtomicFile;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationReport;
import dev.nibble.weights.quantize.QuantizedFiles;
import dev.nibble.weights.quantize.QuantizedTensor;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nibble compare}: several models on one text. */
@Command(
    name = "compare",
    description = {
      "Compares models on a text: size, perplexity, divergence from the first, speed and memory.",
      "",
      "The models are files of one model in several types; or there is one file, and --types"
          + " quantizes it. The text is scored as by nibble perplexity. Speed and memory are"
          + " measured in a process for each model: prefill of 512 tokens of the text, decode of"
          + " 128, in less where the context is smaller.",
      ""
    },
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "FILE",
      description =
          "A GGUF file; given several times, the first is what the others are compared with. One"
              + " alone goes with --types (default: the bundled model).")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--types",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      paramLabel = "TYPE",
      description =
          "Compare the one file, F32, F16 or BF16, in these types instead, such as"
              + " f16,q8_0,q4_0,q4_k_m. The files are temporary.")
  private List<String> types = new ArrayList<>();

  @Mixin private TextMixin input;

  @Option(
      names = {"-c", "--context"},
      paramLabel = "N",
      defaultValue = "512",
      description = "Tokens of a chunk, an even number (default: ${DEFAULT-VALUE}).")
  private int context;

  @Option(
      names = "--chunks",
      paramLabel = "N",
      defaultValue = "0",
      description = "Chunks to score at most (default: all of the text).")
  private int chunks;

  @Mixin private ComputeMixin compute;

  @Option(names = "--no-speed", description = "Leave speed and memory out.")
  private boolean noSpeed;

  @Option(
      names = "--speed-seconds",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How long to measure the speed of a model; less where it settles (default:"
              + " ${DEFAULT-VALUE}).")
  private int speedSeconds;

  @Option(names = "--json", description = "Print one JSON object instead of the table.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with the table and a plot as well; it needs nothing else.")
  private Path html;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Recipe> recipes = types.stream().map(Recipe::named).toList();
    checkCount(recipes);
    checkOptions();
    String text = input.read();
    if (recipes.isEmpty()) {
      show(compare(models.stream().map(ComparedFile::of).toList(), text));
    } else {
      Path source = models.isEmpty() ? BundledModel.path() : models.getFirst();
      try (GgufFile opened = ModelOption.open(source, () -> GgufFile.open(source));
          QuantizedFiles files = new QuantizedFiles(opened)) {
        quantize(files, recipes, source);
        show(
            compare(
                recipes.stream()
                    .map(recipe -> ComparedFile.temporary(recipe.name(), files.path(recipe)))
                    .toList(),
                text));
      }
    }
    return ExitCode.DONE;
  }

  private void checkCount(List<Recipe> recipes) {
    if (!recipes.isEmpty() && models.size() > 1) {
      throw new IllegalArgumentException(
          "%d models and --types: take one model that is quantized, or models as they are"
              .formatted(models.size()));
    }
    int count = recipes.isEmpty() ? models.size() : recipes.size();
    if (count < 2) {
      throw new IllegalArgumentException(
          "%d %s to compare, expected 2 or more: give -m several times, or --types f16,q8_0,q4_0"
              .formatted(count, count == 1 ? "model" : "models"));
    }
  }

  /** Finds out what is wrong before the long work. */
  private void checkOptions() throws IOException {
    if (speedSeconds < 1) {
      throw new IllegalArgumentException(
          "%d seconds to measure speed, expected 1 or more".formatted(speedSeconds));
    }
    if (html != null) {
      AtomicFile.check(html, models.toArray(Path[]::new));
      AtomicFile.check(html, input.file());
    }
  }

  private void quantize(QuantizedFiles files, List<Recipe> recipes, Path source)
      throws IOException {
    List<String> remarks = new ArrayList<>();
    try (ProgressLine progress = progress()) {
      for (Recipe recipe : recipes) {
        progress.show("quantizing to " + recipe.name());
        Quantizer quantizer = new Quantizer(recipe, Importance.none(), compute.threadCount());
        fallbacks(files.make(quantizer)).ifPresent(remarks::add);
      }
    } catch (GgufFormatException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
    remarks.forEach(spec.commandLine().getErr()::println);
  }

  /** Which tensors got another type than was asked for, in one line. */
  private static Optional<String> fallbacks(QuantizationReport report) {
    List<QuantizedTensor> others =
        report.tensors().stream().filter(QuantizedTensor::fallback).toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    String kinds =
        others.stream()
            .collect(
                groupingBy(t -> t.type() + " instead of " + t.wanted(), TreeMap::new, counting()))
            .entrySet()
            .stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(joining(", "));
    return Optional.of(
        "%s: %d of %d tensors became another type, whose blocks divide their rows: %s"
            .formatted(report.recipe(), others.size(), report.tensors().size(), kinds));
  }

  private ComparisonReport compare(List<ComparedFile> files, String text)
      throws IOException, InterruptedException {
    try (ProgressLine progress = progress()) {
      ComparisonRun run =
          new ComparisonRun(
              files,
              compute.options(),
              engine -> compute.report(engine, spec.commandLine().getErr()),
              progress::show);
      List<ModelComparison> predictions = run.predictions(text, context, chunks);
      List<MeasuredSpeed> speeds =
          noSpeed ? List.of() : run.speeds(new SpeedProcess(speedOptions()), text);
      return run.report(input.file().toString(), predictions, speeds);
    }
  }

  private List<String> speedOptions() {
    return Stream.concat(
            compute.arguments().stream(), Stream.of("--seconds", String.valueOf(speedSeconds)))
        .toList();
  }

  private void show(ComparisonReport report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(ComparisonJson.object(report)));
    } else {
      new ComparisonTable(report).lines().stream().map(Printable::of).forEach(out::println);
    }
    out.flush();
    if (html != null) {
      String page = new ComparisonPage(report, MeasuredNow.by(spec, Doctor.examine())).html();
      AtomicFile.write(html, target -> target.write(page.getBytes(UTF_8)));
    }
  }

  /** Shows what happens now, where a person watches. */
  private ProgressLine progress() {
    PrintWriter err = spec.commandLine().getErr();
    return new ProgressLine(
        Terminal.showsErrors() ? err : new PrintWriter(PrintWriter.nullWriter()));
  }
}
