package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.TokenByToken;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What perplexity is, and what fewer bits do to it.
 *
 * <p>Cross entropy is {@code H(p, q) = H(p) + KL(p || q)} (Cover and Thomas, "Elements of
 * Information Theory", 2nd edition 2006, theorem 5.4.3): on text that the wide model p has written,
 * the narrow model q has the perplexity of p times {@code exp(KL)}. People have written the text.
 * There the two differ by {@code E[log p / q]} under the text's own distribution, which is not p,
 * and may be less than KL, or more; the rule holds as far as errors of q do not depend on what p
 * gets wrong.
 */
final class PerplexityOfWidths implements Law {
  /** Rounding of another order of sums is all that may tell them apart. */
  private static final Bound SAME = new Bound.Within(0.001);

  private static final Bound NEAR = new Bound.Within(0.05);

  /**
   * The definition, by way of bits a byte, which do not depend on the tokens.
   *
   * @param type what the width is called
   * @param bitsPerByte bits that the model needs for a byte of the text
   * @param bytesPerToken bytes of a token of the text
   */
  static Prediction definition(String type, double bitsPerByte, double bytesPerToken) {
    return new Prediction(
        "perplexity, %s, from bits a byte".formatted(type),
        "PPL = exp(-1/N sum log p) = 2^(c n)",
        List.of(
            new Input("c", "cross entropy with the text", bitsPerByte, "bits a byte"),
            new Input("n", "a token", bytesPerToken, "bytes")),
        Math.pow(2, bitsPerByte * bytesPerToken),
        "");
  }

  /**
   * A narrow model's, from a wide one's and the divergence between the two.
   *
   * @param type what the width is called
   * @param widePerplexity perplexity of the wide model
   * @param divergence mean divergence of the narrow one from it, in nats
   */
  static Prediction narrow(String type, double widePerplexity, double divergence) {
    return new Prediction(
        "perplexity, " + type,
        "PPL_q = PPL exp(KL)",
        List.of(
            Input.of("PPL", "perplexity of the wide model", widePerplexity),
            new Input("KL", "mean divergence from its predictions", divergence, "nats a token")),
        widePerplexity * Math.exp(divergence),
        "");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    List<WidthResult> widths = evidence.widths();
    return Stream.concat(
            widths.stream().skip(1).map(width -> narrow(widths.getFirst(), width)),
            widths.stream().map(PerplexityOfWidths::definition))
        .toList();
  }

  private static Finding definition(WidthResult width) {
    TokenByToken read = width.tokenByToken();
    double bitsPerByte = read.bits() / read.bytes();
    return new Finding(
        definition(width.type(), bitsPerByte, (double) read.bytes() / read.tokens()),
        new Measurement(read.perplexity(), "the same tokens, read in batches"),
        SAME,
        String.format(
            Locale.ROOT,
            "%.4g bits a byte over %d tokens, read one at a time: sums in another order are all"
                + " that differs",
            bitsPerByte,
            read.tokens()));
  }

  private static Finding narrow(WidthResult wide, WidthResult width) {
    double divergence = width.divergence().mean();
    double more = width.perplexity().nll() - wide.perplexity().nll();
    return new Finding(
        narrow(width.type(), wide.perplexity().perplexity(), divergence),
        new Measurement(
            width.perplexity().perplexity(),
            "perplexity over %d tokens".formatted(width.perplexity().scoredTokens())),
        NEAR,
        remark(wide, divergence, more));
  }

  private static String remark(WidthResult wide, double divergence, double more) {
    String reason =
        NEAR.holds(1, Math.exp(more))
            ? "so little that no change at all would be within the bound too"
            : "they would agree on text that the model has written, which people wrote here";
    String origin =
        wide.origin() == WidthResult.Origin.REQUANTIZED
            ? "; the 16 bits were made from fewer, whose loss is not seen"
            : "";
    return String.format(
            Locale.ROOT, "a token costs %.3g nats more, and KL is %.3g: ", more, divergence)
        + reason
        + origin;
  }
}
