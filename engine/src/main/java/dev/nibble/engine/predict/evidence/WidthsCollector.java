package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Model;
import dev.nibble.engine.evaluate.BenchTest;
import dev.nibble.engine.evaluate.Benchmark;
import dev.nibble.engine.evaluate.ComparedModel;
import dev.nibble.engine.evaluate.Comparison;
import dev.nibble.engine.evaluate.ModelComparison;
import dev.nibble.engine.measure.Processor;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.quantize.QuantizedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures a model at 16, 8 and 4 bits on one text. What of these the file is not is made from it,
 * in temporary files.
 */
public final class WidthsCollector {
  /** Tokens of the piece that is read a token at a time, at most. */
  private static final int BEGINNING = 64;

  private static final int DECODED = 32;
  private static final int REPETITIONS = 3;

  private final Path model;
  private final EngineOptions options;
  private final String text;
  private final Budget budget;

  /**
   * How much is measured.
   *
   * @param context tokens of a chunk of the text: an even number; less where the model or the text
   *     has fewer
   * @param chunks chunks that are scored at most
   * @param warmUp how long each width is run before its speed is measured, at most
   * @param moreTypes recipes that are measured besides, such as {@code Q5_0}
   */
  public record Budget(int context, int chunks, Duration warmUp, List<String> moreTypes) {
    /** A few seconds for a model of a million weights. */
    public static final Budget QUICK = new Budget(256, 8, Duration.ofSeconds(1), List.of());

    /** Two minutes or so for a model of a hundred million. */
    public static final Budget FULL =
        new Budget(512, 16, Duration.ofSeconds(5), List.of("Q4_1", "Q5_0", "Q5_1"));

    /** Copies the list. */
    public Budget {
      moreTypes = List.copyOf(moreTypes);
    }
  }

  /**
   * Prepares.
   *
   * @param model a GGUF file, quantized or not
   * @param options how to run it
   * @param text what it predicts
   * @param budget how much is measured
   */
  public WidthsCollector(Path model, EngineOptions options, String text, Budget budget) {
    this.model = model;
    this.options = options;
    this.text = text;
    this.budget = budget;
  }

  /**
   * Makes the files, lets all of them read the text, and times each.
   *
   * @param progress is told what happens now, in a few words
   * @return the widths: 16, 8 and 4 bits, then what was asked for besides
   * @throws IOException if the model cannot be read, or there is no room for temporary files
   * @throws IllegalArgumentException if the text has too few tokens to score one
   */
  public List<WidthResult> collect(Consumer<String> progress) throws IOException {
    int threads = options.threads() == 0 ? Processor.usableCores() : options.threads();
    try (GgufFile source = GgufFile.open(model);
        QuantizedFiles files = new QuantizedFiles(source)) {
      List<WidthFile> widths =
          new WidthFiles(source, files, threads).make(budget.moreTypes(), progress);
      List<Engine> engines = new ArrayList<>();
      try {
        for (WidthFile width : widths) {
          engines.add(Engine.load(width.path(), options));
        }
        return measure(widths, engines, progress);
      } finally {
        engines.forEach(Engine::close);
      }
    }
  }

  private List<WidthResult> measure(
      List<WidthFile> widths, List<Engine> engines, Consumer<String> progress) throws IOException {
    int context = context(engines.getFirst());
    List<ComparedModel> compared = new ArrayList<>();
    for (int i = 0; i < widths.size(); i++) {
      compared.add(new ComparedModel(widths.get(i).type(), engines.get(i)));
    }
    List<ModelComparison> read =
        new Comparison(compared, context)
            .run(
                text,
                budget.chunks(),
                (name, chunk, total) ->
                    progress.accept(name + " reads chunk " + (chunk + 1) + " of " + total));
    List<WidthResult> results = new ArrayList<>();
    for (int i = 0; i < widths.size(); i++) {
      progress.accept("timing " + widths.get(i).type());
      results.add(result(widths.get(i), read.get(i), engines.get(i), context));
    }
    return List.copyOf(results);
  }

  private int context(Engine engine) {
    boolean bos = engine.tokenizer().vocabulary().addBos();
    int tokens = engine.tokenizer().encode(text, new EncodeOptions(bos, false)).length;
    int most = Math.min(tokens, Math.min(budget.context(), engine.contextLength()));
    return most - most % 2;
  }

  private WidthResult result(WidthFile width, ModelComparison read, Engine engine, int context)
      throws IOException {
    try (Model opened = Model.open(width.path())) {
      return new WidthResult(
          width.bits(),
          width.type(),
          width.origin(),
          opened.file().bytes(),
          opened.tensors().multipliedBytes(),
          read.perplexity(),
          read.divergence(),
          new TokenByTokenCollector(engine, text, Math.min(BEGINNING, context)).collect(),
          new Benchmark(engine, new BenchTest(0, Math.min(DECODED, engine.contextLength())))
              .run(REPETITIONS, budget.warmUp())
              .averageRate(),
          width.tensors());
    }
  }
}
