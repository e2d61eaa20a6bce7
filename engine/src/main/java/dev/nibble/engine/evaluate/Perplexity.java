package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Vocabulary;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Measures perplexity, {@code exp(-(1/N) sum log p(x_i | x_<i))}, over the windows that llama.cpp's
 * {@code perplexity} tool defines, so that the numbers compare.
 *
 * <p>The whole text is tokenized once, with BOS in front where the model asks for it, and cut into
 * windows of {@code context} tokens, a chunk each. BOS takes the place of each window's first
 * token. The first half of a window is read alone; the tokens behind it, at positions {@code
 * context / 2 + 1} to {@code context - 1}, are scored.
 */
public final class Perplexity {
  /** The smallest window in which a token is scored. */
  private static final int MIN_CONTEXT = 4;

  private final Engine engine;
  private final int context;

  /**
   * Prepares an evaluation.
   *
   * @param engine the model
   * @param context tokens of a window: even, 4 or more, and no more than the engine's context
   * @throws IllegalArgumentException if it is something else
   */
  public Perplexity(Engine engine, int context) {
    if (context < MIN_CONTEXT || context % 2 != 0) {
      throw new IllegalArgumentException(
          "a context of %d tokens, expected an even number, %d or more"
              .formatted(context, MIN_CONTEXT));
    }
    if (context > engine.contextLength()) {
      throw new IllegalArgumentException(
          "a context of %d tokens, but the model's has %d positions: take that many or fewer"
              .formatted(context, engine.contextLength()));
    }
    this.engine = engine;
    this.context = context;
  }

  /**
   * Scores a text.
   *
   * @param text the text; control tokens that it spells are text like the rest
   * @param maxChunks windows to score at most, from the beginning of the text; 0 for all
   * @param listener is shown the result so far behind each window
   * @return the result over all of them
   * @throws IllegalArgumentException if the text does not fill one window, or {@code maxChunks} is
   *     negative
   */
  public PerplexityResult evaluate(String text, int maxChunks, PerplexityListener listener) {
    if (maxChunks < 0) {
      throw new IllegalArgumentException(
          "%d chunks, expected 1 or more, or 0 for all".formatted(maxChunks));
    }
    Windows windows = windows(text);
    int total = maxChunks == 0 ? windows.count() : Math.min(maxChunks, windows.count());
    SampleMean nll = new SampleMean();
    final long begin = System.nanoTime();
    PerplexityResult soFar = null;
    try (Session session = engine.newSession()) {
      for (int chunk = 0; chunk < total; chunk++) {
        score(session, windows.window(chunk), nll);
        soFar =
            new PerplexityResult(
                nll.mean(),
                nll.standardError(),
                nll.count(),
                chunk + 1,
                context,
                System.nanoTime() - begin);
        listener.chunkDone(soFar, total);
      }
    }
    return soFar;
  }

  private Windows windows(String text) {
    Vocabulary vocabulary = engine.tokenizer().vocabulary();
    int[] tokens = engine.tokenizer().encode(text, new EncodeOptions(vocabulary.addBos(), false));
    if (tokens.length < context) {
      throw new IllegalArgumentException(
          "the text has %d tokens, but one chunk needs %d: take a longer text or a smaller context"
              .formatted(tokens.length, context));
    }
    return new Windows(
        tokens, context, vocabulary.addBos() ? vocabulary.bos() : OptionalInt.empty());
  }

  /** Each token is scored by the logits behind the one before it; nothing follows the last. */
  private void score(Session session, int[] window, SampleMean nll) {
    int vocabularySize = engine.config().vocabularySize();
    session.logits(
        Arrays.copyOf(window, context - 1),
        context / 2,
        (position, logits, offset) ->
            nll.add(Surprisal.nats(logits, offset, vocabularySize, window[position + 1])));
  }
}
