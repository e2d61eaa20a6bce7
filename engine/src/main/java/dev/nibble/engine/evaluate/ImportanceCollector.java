package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.LogitsListener;
import dev.nibble.engine.Session;
import dev.nibble.weights.quantize.Calibration;
import dev.nibble.weights.quantize.Importance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a text through a model and collects how strongly each input channel of each weight matrix is
 * driven.
 *
 * <p>The text is cut as {@link Perplexity} cuts it, and every token of a window counts. Logits are
 * computed behind all of them, so that the output matrix sees as many tokens as the others; they
 * are thrown away.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ImportanceCollector implements AutoCloseable {
  /** The smallest window in which a token stands behind BOS. */
  private static final int MIN_CONTEXT = 2;

  private static final LogitsListener NO_LOGITS = (_, _, _) -> {};

  private final SquareSums sums;
  private final Engine engine;
  private final int context;

  private ImportanceCollector(SquareSums sums, Engine engine, int context) {
    this.sums = sums;
    this.engine = engine;
    this.context = context;
  }

  /**
   * Loads a model to collect from.
   *
   * @param path a GGUF file, quantized or not
   * @param options how to run it; its context is that of a window
   * @param context tokens of a window: 2 or more, and no more than the model was trained for
   * @return the collector, to be closed by the caller
   * @throws IOException see {@link dev.nibble.engine.Model#open}
   * @throws IllegalArgumentException if the context is something else
   * @throws IllegalStateException if the chosen kernels cannot run in this process
   */
  public static ImportanceCollector load(Path path, EngineOptions options, int context)
      throws IOException {
    if (context < MIN_CONTEXT) {
      throw new IllegalArgumentException(
          "a context of %d tokens, expected %d or more".formatted(context, MIN_CONTEXT));
    }
    SquareSums sums = new SquareSums();
    Engine engine = Engine.load(path, options.withContextLength(context), sums);
    try {
      Windows.checkSize(context, engine.config().contextLength());
      return new ImportanceCollector(sums, engine, context);
    } catch (Throwable e) {
      engine.close();
      throw e;
    }
  }

  /**
   * Collects over a text, from nothing.
   *
   * @param dataset what to call the text
   * @param text the text; control tokens that it spells are text like the rest
   * @param maxChunks windows to run at most, from the beginning of the text; 0 for all
   * @param listener is shown how far the collection is behind each window
   * @return the statistic over all of them
   * @throws IllegalArgumentException if the text does not fill one window, or {@code maxChunks} is
   *     negative
   * @throws IllegalStateException if the model computes what is no finite number
   */
  public ImportanceResult collect(
      String dataset, String text, int maxChunks, ImportanceListener listener) {
    Windows windows = Windows.of(text, engine.tokenizer(), context, maxChunks);
    int total = windows.count();
    sums.clear();
    final long begin = System.nanoTime();
    ImportanceProgress run = new ImportanceProgress(0, total, context, 0);
    try (Session session = engine.newSession()) {
      for (int chunk = 0; chunk < total; chunk++) {
        session.logits(windows.window(chunk), NO_LOGITS);
        run = new ImportanceProgress(chunk + 1, total, context, System.nanoTime() - begin);
        listener.chunkDone(run);
      }
    }
    Calibration calibration = new Calibration(List.of(dataset), total, context);
    return new ImportanceResult(new Importance(calibration, sums.squares()), run);
  }

  /** Unloads the model. */
  @Override
  public void close() {
    engine.close();
  }
}
