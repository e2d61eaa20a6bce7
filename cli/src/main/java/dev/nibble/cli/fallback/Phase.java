package dev.nibble.cli.fallback;

import dev.nibble.engine.measure.FallbackFade;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a level of the budget came to.
 *
 * @param stage what it shows
 * @param tokens its tokens, one or more
 */
public record Phase(Stage stage, List<TracedToken> tokens) {

  /** Copies the list. */
  public Phase {
    tokens = List.copyOf(tokens);
  }

  /** The first token. */
  public TracedToken first() {
    return tokens.getFirst();
  }

  /** The last token: what it says of the device is what the level ended with. */
  public TracedToken last() {
    return tokens.getLast();
  }

  /** Tokens a second, without those in whose pass something moved; empty where all did. */
  public OptionalDouble perSecond() {
    FallbackFade fade = new FallbackFade();
    tokens.stream()
        .filter(token -> !token.moved())
        .forEach(token -> fade.count(1, token.nanos(), 0, 0));
    return fade.present();
  }
}
