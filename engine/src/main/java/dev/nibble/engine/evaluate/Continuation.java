package dev.nibble.engine.evaluate;

import dev.nibble.engine.Session;
import dev.nibble.engine.sampling.Surprisal;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.tokenizer.Tokenizer;
import java.util.Arrays;

/**
 * A prompt and a text that follows it, as tokens of the whole.
 *
 * <p>The text begins at the first token that the whole does not share with the prompt alone. Where
 * a token spans the seam, as {@code " time"} does that of {@code " ti"} and {@code "me"}, it counts
 * with the text: the model is asked for the tokens that it was trained on, and no character of the
 * text goes unscored. Tokens of the text alone would be others than those the model writes.
 */
final class Continuation {
  private final int[] ids;
  private final int first;
  private final int promptLength;

  /** Encodes both; control tokens that they spell are text like the rest. */
  Continuation(Tokenizer tokenizer, String prompt, String text) {
    EncodeOptions options = new EncodeOptions(tokenizer.vocabulary().addBos(), false);
    int[] promptIds = tokenizer.encode(prompt, options);
    this.ids = tokenizer.encode(prompt + text, options);
    this.promptLength = promptIds.length;
    int difference = Arrays.mismatch(promptIds, ids);
    // Nothing stands before the first token that could predict it.
    this.first = difference < 0 ? ids.length : Math.min(ids.length, Math.max(1, difference));
  }

  /** Tokens of the prompt alone. */
  int promptLength() {
    return promptLength;
  }

  /** Tokens of the text. */
  int length() {
    return ids.length - first;
  }

  /** Positions that {@link #score} needs: nothing follows the last token, so it is not run. */
  int positions() {
    return length() == 0 ? 0 : ids.length - 1;
  }

  /** Adds the surprisal of each token of the text, in nats, given all that stands before it. */
  void score(Session session, int vocabularySize, SampleMean nll) {
    if (length() > 0) {
      session.logits(
          Arrays.copyOf(ids, ids.length - 1),
          first - 1,
          (position, logits, offset) -> {
            Surprisal surprisal = Surprisal.of(logits, offset, vocabularySize);
            nll.add(surprisal.nats(logits[offset + ids[position + 1]]));
          });
    }
  }
}
