package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Session;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Measures how the entropy of attention and of the output grows with the number of positions that a
 * token sees: 16, 32, 64 and so on. Pieces of a text go through the model; at these lengths the
 * scores of all heads are computed again from queries and stored keys, and their softmax in double
 * precision, with and without the adaptive temperature. The model itself runs without it.
 */
public final class DispersionCollector {
  private static final int SHORTEST = 16;

  private final Path model;
  private final EngineOptions options;
  private final String text;
  private final int context;
  private final int windows;

  /**
   * Prepares.
   *
   * @param model a GGUF file
   * @param options how to run it
   * @param text what it reads
   * @param context the greatest length to look at; the model's context where that is less, and what
   *     the text fills
   * @param windows how many pieces of the text are read at most, 1 or more
   */
  public DispersionCollector(
      Path model, EngineOptions options, String text, int context, int windows) {
    this.model = model;
    this.options = options;
    this.text = text;
    this.context = context;
    this.windows = windows;
  }

  /**
   * Reads the text.
   *
   * @return a point for each length at which a token sees all positions in some layer; none where
   *     the text does not reach the first
   * @throws IOException see {@link dev.nibble.engine.Model#open}
   */
  public List<DispersionPoint> collect() throws IOException {
    AttentionEntropies attention = new AttentionEntropies(lengths(context));
    try (Engine engine = Engine.load(model, options, attention)) {
      Vocabulary vocabulary = engine.tokenizer().vocabulary();
      int[] tokens = engine.tokenizer().encode(text, new EncodeOptions(vocabulary.addBos(), false));
      SortedMap<Integer, DoubleSummaryStatistics> output = new TreeMap<>();
      for (int length :
          lengths(Math.min(tokens.length, Math.min(context, engine.contextLength())))) {
        output.put(length, new DoubleSummaryStatistics());
      }
      if (!output.isEmpty()) {
        read(engine, tokens, output);
      }
      List<DispersionPoint> points = new ArrayList<>();
      output.forEach((length, entropies) -> {
        if (attention.distributions(length) > 0) {
          points.add(
              new DispersionPoint(
                  length,
                  attention.plain(length),
                  attention.adapted(length),
                  entropies.getAverage()));
        }
      });
      return List.copyOf(points);
    }
  }

  private static List<Integer> lengths(int longest) {
    return IntStream.iterate(SHORTEST, length -> length <= longest, length -> 2 * length)
        .boxed()
        .toList();
  }

  /** Reads pieces of the greatest length; BOS takes the place of the first token of each. */
  private void read(
      Engine engine, int[] tokens, SortedMap<Integer, DoubleSummaryStatistics> output) {
    Vocabulary vocabulary = engine.tokenizer().vocabulary();
    int size = output.lastKey();
    try (Session session = engine.newSession(size)) {
      for (int i = 0; i < Math.min(windows, tokens.length / size); i++) {
        int[] window = Arrays.copyOfRange(tokens, i * size, (i + 1) * size);
        if (vocabulary.addBos()) {
          window[0] = tokens[0];
        }
        session.logits(
            window,
            SHORTEST - 1,
            (position, logits, offset) -> {
              DoubleSummaryStatistics entropies = output.get(position + 1);
              if (entropies != null) {
                entropies.accept(Softmax.entropy(Softmax.of(logits, offset, vocabulary.size(), 1)));
              }
            });
      }
    }
  }
}
