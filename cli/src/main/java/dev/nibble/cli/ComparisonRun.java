package dev.nibble.cli;

import dev.nibble.cli.comparison.ComparisonReport;
import dev.nibble.cli.comparison.ComparisonRow;
import dev.nibble.cli.comparison.MeasuredSpeed;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.evaluate.ComparedModel;
import dev.nibble.engine.evaluate.Comparison;
import dev.nibble.engine.evaluate.Compression;
import dev.nibble.engine.evaluate.ModelComparison;
import dev.nibble.weights.GgufFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares model files: what they predict, what they weigh, and how fast they are. */
final class ComparisonRun {
  private final List<ComparedFile> files;
  private final EngineOptions options;
  private final Consumer<Engine> loaded;
  private final Consumer<String> progress;

  /**
   * Prepares.
   *
   * @param files the models, the one that the others are compared with first
   * @param options how they are run
   * @param loaded is shown each model when it is loaded
   * @param progress is told what happens now
   */
  ComparisonRun(
      List<ComparedFile> files,
      EngineOptions options,
      Consumer<Engine> loaded,
      Consumer<String> progress) {
    this.files = List.copyOf(files);
    this.options = options;
    this.loaded = loaded;
    this.progress = progress;
  }

  /** All models on one text, all loaded at once. */
  List<ModelComparison> predictions(String text, int context, int chunks)
      throws ModelFileException {
    List<ComparedModel> models = new ArrayList<>();
    try {
      for (ComparedFile file : files) {
        models.add(
            new ComparedModel(
                file.name(),
                ModelOption.open(file.path(), () -> Engine.load(file.path(), options))));
        loaded.accept(models.getLast().engine());
      }
      return new Comparison(models, context)
          .run(
              text,
              chunks,
              (name, chunk, total) ->
                  progress.accept("chunk %d of %d, %s".formatted(chunk + 1, total, name)));
    } finally {
      models.forEach(model -> model.engine().close());
    }
  }

  /** Each model in a process of its own, one after the other. */
  List<MeasuredSpeed> speeds(SpeedProcess process, String text)
      throws IOException, InterruptedException {
    List<MeasuredSpeed> speeds = new ArrayList<>();
    for (ComparedFile file : files) {
      progress.accept(
          "speed of %s, %d of %d".formatted(file.name(), speeds.size() + 1, files.size()));
      speeds.add(process.measure(file, text));
    }
    return speeds;
  }

  /**
   * Puts it all together.
   *
   * @param text the text, as the user named it
   * @param predictions one a model
   * @param speeds one a model, or none at all
   */
  ComparisonReport report(
      String text, List<ModelComparison> predictions, List<MeasuredSpeed> speeds)
      throws IOException {
    List<ComparisonRow> rows = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Optional<MeasuredSpeed> speed =
          speeds.isEmpty() ? Optional.empty() : Optional.of(speeds.get(i));
      rows.add(row(files.get(i), predictions.get(i), speed, rows));
    }
    return new ComparisonReport(text, rows);
  }

  private static ComparisonRow row(
      ComparedFile file,
      ModelComparison prediction,
      Optional<MeasuredSpeed> speed,
      List<ComparisonRow> before)
      throws IOException {
    try (GgufFile opened = GgufFile.open(file.path())) {
      double perplexity = prediction.perplexity().perplexity();
      return new ComparisonRow(
          file.name(),
          file.lasting(),
          opened.bytes(),
          new FileSummary(opened).bitsPerWeight(),
          prediction.perplexity(),
          prediction.divergence(),
          before.isEmpty()
              ? Compression.NONE
              : Compression.of(
                  before.getFirst().bytes(),
                  opened.bytes(),
                  before.getFirst().perplexity().perplexity(),
                  perplexity),
          speed);
    }
  }
}
