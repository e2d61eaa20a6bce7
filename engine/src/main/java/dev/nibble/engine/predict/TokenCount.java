package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.TextTokens;
import java.util.List;
import java.util.Locale;

/** How many tokens a text has, by its length and what a token was long before. */
final class TokenCount implements Law {
  private static final Bound NEAR = new Bound.Within(0.05);

  /**
   * The tokens of a text.
   *
   * @param bytes its UTF-8 bytes
   * @param bytesPerToken what a token of such a text is long
   */
  static Prediction tokens(long bytes, double bytesPerToken) {
    return new Prediction(
        "tokens",
        "T / n",
        List.of(
            new Input("T", "UTF-8 bytes of the text", bytes, "bytes"),
            new Input("n", "bytes a token of its first half", bytesPerToken, "bytes")),
        bytes / bytesPerToken,
        "tokens");
  }

  /** n, bytes a token of a text's first half. */
  static double bytesPerToken(TextTokens text) {
    return (double) text.halfBytes() / text.halfTokens();
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    TextTokens text = evidence.text();
    double first = bytesPerToken(text);
    double second =
        (double) (text.bytes() - text.halfBytes()) / Math.max(1, text.tokens() - text.halfTokens());
    return List.of(
        new Finding(
            tokens(text.bytes(), first),
            new Measurement(text.tokens(), "tokens of the whole text"),
            NEAR,
            String.format(
                Locale.ROOT,
                "a token is %.4g bytes long in the first half, %.4g in the second",
                first,
                second)));
  }
}
