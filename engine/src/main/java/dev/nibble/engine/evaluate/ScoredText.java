package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import java.util.Arrays;

/** A text as one model is scored on it: which tokens it reads, and which of them count. */
final class ScoredText {
  /** The smallest window in which a token is scored. */
  private static final int MIN_CONTEXT = 4;

  private final Windows windows;
  private final int context;

  private ScoredText(Windows windows, int context) {
    this.windows = windows;
    this.context = context;
  }

  /**
   * Refuses a window that no model is scored in, or not this one.
   *
   * @throws IllegalArgumentException if it is odd, too small, or larger than the engine's context
   */
  static void checkContext(Engine engine, int context) {
    if (context < MIN_CONTEXT || context % 2 != 0) {
      throw new IllegalArgumentException(
          "a context of %d tokens, expected an even number, %d or more"
              .formatted(context, MIN_CONTEXT));
    }
    Windows.checkSize(context, engine.contextLength());
  }

  /**
   * Tokenizes a text and cuts it.
   *
   * @param engine whose tokens they are
   * @param text the text; control tokens that it spells are text like the rest
   * @param context tokens of a window, checked before
   * @param maxChunks windows to keep at most, from the beginning; 0 for all
   * @throws IllegalArgumentException if the text does not fill one window, or {@code maxChunks} is
   *     negative
   */
  static ScoredText of(Engine engine, String text, int context, int maxChunks) {
    return new ScoredText(Windows.of(text, engine.tokenizer(), context, maxChunks), context);
  }

  int chunks() {
    return windows.count();
  }

  /** Tokens of a window that are scored. */
  int scoredOfChunk() {
    return context - 1 - context / 2;
  }

  /** The tokens of a window. */
  int[] window(int chunk) {
    return windows.window(chunk);
  }

  /** Runs a window; nothing follows its last token, which is not run. */
  void run(Session session, int chunk, PositionScorer scorer) {
    int[] window = window(chunk);
    int first = context / 2;
    session.logits(
        Arrays.copyOf(window, context - 1),
        first,
        (position, logits, offset) ->
            scorer.accept(position - first, window[position + 1], logits, offset));
  }
}
