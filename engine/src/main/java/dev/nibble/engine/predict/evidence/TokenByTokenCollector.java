package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.engine.evaluate.Perplexity;
import dev.nibble.engine.evaluate.PerplexityListener;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;

/** Reads the beginning of a text twice, in ways that share nothing but the model. */
final class TokenByTokenCollector {
  private static final double LOG_2 = Math.log(2);

  private final Engine engine;
  private final String text;
  private final int context;

  /**
   * Prepares.
   *
   * @param engine the model
   * @param text a text of {@code context} tokens or more
   * @param context tokens to read: an even number, 4 or more; those of the second half are scored
   */
  TokenByTokenCollector(Engine engine, String text, int context) {
    this.engine = engine;
    this.text = text;
    this.context = context;
  }

  TokenByToken collect() {
    Tokenizer tokenizer = engine.tokenizer();
    int vocabulary = engine.config().vocabularySize();
    int[] ids = tokenizer.encode(text, new EncodeOptions(tokenizer.vocabulary().addBos(), false));
    float[] logits = new float[vocabulary];
    double bits = 0;
    long bytes = 0;
    int scored = 0;
    try (Session session = engine.newSession(context)) {
      session.begin(new int[] {ids[0]}, logits);
      for (int i = 1; i < context; i++) {
        if (i > context / 2) {
          bits -= Math.log(Softmax.of(logits, 0, vocabulary, 1)[ids[i]]) / LOG_2;
          bytes += tokenizer.bytes(ids[i]).length;
          scored++;
        }
        session.advance(ids[i], logits);
      }
    }
    double perplexity =
        new Perplexity(engine, context).evaluate(text, 1, PerplexityListener.IGNORE).perplexity();
    return new TokenByToken(scored, bytes, bits, perplexity);
  }
}
