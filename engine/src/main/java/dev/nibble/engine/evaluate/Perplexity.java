package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.engine.sampling.Surprisal;

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
    ScoredText.checkContext(engine, context);
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
    ScoredText scored = ScoredText.of(engine, text, context, maxChunks);
    SampleMean nll = new SampleMean();
    final long begin = System.nanoTime();
    try (Session session = engine.newSession(context)) {
      for (int chunk = 0; ; chunk++) {
        score(session, scored, chunk, nll);
        PerplexityResult soFar =
            new PerplexityResult(
                nll.mean(),
                nll.standardError(),
                nll.count(),
                chunk + 1,
                context,
                System.nanoTime() - begin);
        listener.chunkDone(soFar, scored.chunks());
        if (soFar.chunks() == scored.chunks()) {
          return soFar;
        }
      }
    }
  }

  private void score(Session session, ScoredText scored, int chunk, SampleMean nll) {
    int vocabularySize = engine.config().vocabularySize();
    scored.run(
        session,
        chunk,
        (_, next, logits, offset) ->
            nll.add(Surprisal.of(logits, offset, vocabularySize).nats(logits[offset + next])));
  }
}
