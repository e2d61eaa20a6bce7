package dev.nibble.cli;

import dev.nibble.weights.AtomicFile;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationListener;
import dev.nibble.weights.quantize.QuantizationReport;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nibble quantize}: a model in fewer bits. */
@Command(
    name = "quantize",
    description = {
      "Writes a model again with its matrices in another type.",
      "",
      "A type such as Q4_0 or Q4_K is used throughout; mixtures such as Q4_K_M give the tensors"
          + " that suffer most a larger one. Rows that a type's blocks do not divide get the next"
          + " type that fits, which is said. The new file appears whole or not at all.",
      ""
    },
    sortOptions = false)
final class QuantizeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "IN.gguf",
      description = "The model, its matrices in F32, F16 or BF16.")
  private Path source;

  @Parameters(index = "1", paramLabel = "OUT.gguf", description = "The file to write.")
  private Path target;

  @Parameters(
      index = "2",
      paramLabel = "TYPE",
      completionCandidates = RecipeNames.class,
      description = "One of ${COMPLETION-CANDIDATES}, in any case.")
  private String type;

  @Option(
      names = "--importance",
      paramLabel = "FILE",
      description =
          "What nibble importance collected, or an importance matrix of llama.cpp in GGUF: errors"
              + " go to weights that matter less.")
  private Path importance;

  @Mixin private ThreadsMixin threads;

  @Option(names = "--verbose", description = "List each tensor.")
  private boolean verbose;

  @Option(names = "--json", description = "Print one JSON object, with each tensor.")
  private boolean json;

  /** For the help text. */
  static final class RecipeNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Recipe.names().iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    Recipe recipe = Recipe.named(type);
    if (importance != null) {
      AtomicFile.check(target, importance);
    }
    Importance weighed =
        importance == null
            ? Importance.none()
            : ModelOption.open(importance, () -> Importance.read(importance));
    Quantizer quantizer = new Quantizer(recipe, weighed, threads.count());
    try (GgufFile file = ModelOption.open(source, () -> GgufFile.open(source))) {
      QuantizationSummary summary =
          new QuantizationSummary(file.bytes(), target, quantize(quantizer, file));
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(Json.line(summary.json()));
      } else {
        summary.print(out, verbose);
      }
      out.flush();
    }
    return ExitCode.DONE;
  }

  private QuantizationReport quantize(Quantizer quantizer, GgufFile file) throws IOException {
    if (!Terminal.showsErrors()) {
      return quantize(quantizer, file, QuantizationListener.IGNORE);
    }
    try (Progress bar =
        new Progress(spec.commandLine().getErr(), "quantize", "M weights", 1_000_000)) {
      return quantize(
          quantizer, file, (tensor, done, total) -> bar.show(done, total, Printable.of(tensor)));
    }
  }

  private QuantizationReport quantize(
      Quantizer quantizer, GgufFile file, QuantizationListener listener) throws IOException {
    try {
      return quantizer.quantize(file, target, listener);
    } catch (GgufFormatException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }
}
