package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.DispersionPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;
import java.util.Locale;

/**
 * Softmax over more and more scores of bounded size spreads out: no weight is over a constant times
 * {@code 1 / S}, so that entropy grows as {@code log S} (Veličković et al. 2024, arXiv 2410.01104).
 * That holds for any scores in the end; at the lengths of a context it is a matter of how the
 * scores spread, of which the theorem says nothing. Of the output it says nothing either, whose
 * number of scores is that of the vocabulary.
 */
final class SoftmaxDispersion implements Law {
  private static final String UNIT = "nats";
  private static final Bound NEAR = new Bound.WithinFactor(1.5);

  /** Nats that are not worth a reason. */
  private static final double HARDLY = 0.01;

  /** Entropy of attention over so many positions that are weighed alike, which none exceeds. */
  static Prediction limit(int positions) {
    return new Prediction(
        "dispersion, limit",
        "H <= log S",
        List.of(Input.of("S", "positions that a token sees", positions)),
        Math.log(positions),
        UNIT);
  }

  /** What is added where attention is spread out already. */
  static Prediction growth(int from, int to) {
    return new Prediction(
        "dispersion", "H(S2) - H(S1) = log(S2 / S1)", lengths(from, to), log(from, to), UNIT);
  }

  /** That the output's entropy grows with length. */
  static Prediction output(int from, int to) {
    return new Prediction(
        "dispersion, output", "H_out(S2) - H_out(S1) >= 0", lengths(from, to), 0, UNIT);
  }

  /**
   * That the adaptive temperature lowers it.
   *
   * @param positions S
   * @param entropy attention's without it
   */
  static Prediction adaptive(int positions, double entropy) {
    return new Prediction(
        "dispersion, adaptive temperature",
        "H_beta(S) <= H(S)",
        List.of(
            Input.of("S", "positions that a token sees", positions),
            new Input("H", "attention's entropy at temperature 1", entropy, UNIT)),
        entropy,
        UNIT);
  }

  private static List<Input> lengths(int from, int to) {
    return List.of(
        Input.of("S1", "positions of the shortest", from),
        Input.of("S2", "positions of the longest", to));
  }

  private static double log(int from, int to) {
    return Math.log((double) to / from);
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    if (evidence.dispersion().size() < 2) {
      return List.of();
    }
    DispersionPoint from = evidence.dispersion().getFirst();
    DispersionPoint to = evidence.dispersion().getLast();
    return List.of(growth(from, to), limit(to), adaptive(from, to), output(from, to));
  }

  private static Finding growth(DispersionPoint from, DispersionPoint to) {
    Prediction full = growth(from.positions(), to.positions());
    double grown = to.attention() - from.attention();
    return new Finding(
        full,
        new Measurement(grown, "mean entropy of all heads at both lengths"),
        NEAR,
        String.format(
            Locale.ROOT,
            "attention spreads out at %.3g of the pace that equal weights would: %s",
            grown / full.value(),
            NEAR.holds(full.value(), grown)
                ? "scores differ too little to tell positions apart"
                : "heads that look at few positions do so at any of these lengths"));
  }

  private static Finding limit(DispersionPoint point) {
    return new Finding(
        limit(point.positions()),
        new Measurement(point.attention(), "mean entropy of all heads"),
        new Bound.AtMost(),
        String.format(
            Locale.ROOT,
            "%.3g positions would have it if they were weighed alike, of %d",
            Math.exp(point.attention()),
            point.positions()));
  }

  private static Finding adaptive(DispersionPoint from, DispersionPoint to) {
    return new Finding(
        adaptive(to.positions(), to.attention()),
        new Measurement(to.adapted(), "mean entropy of all heads, the same scores sharpened"),
        new Bound.AtMost(),
        String.format(
            Locale.ROOT,
            "%.3g nats less; from %d to %d positions it grows by %.3g nats, and by %.3g without."
                + " %s",
            to.attention() - to.adapted(),
            from.positions(),
            to.positions(),
            to.adapted() - from.adapted(),
            to.attention() - from.attention(),
            to.attention() - to.adapted() < HARDLY
                ? "The fit changes nothing from 5.9 nats on, where it was not made"
                : "That the model predicts better so is not said"));
  }

  private static Finding output(DispersionPoint from, DispersionPoint to) {
    double grown = to.output() - from.output();
    return new Finding(
        output(from.positions(), to.positions()),
        new Measurement(grown, "mean entropy of the next token at both lengths"),
        new Bound.AtLeast(),
        outputRemark(grown));
  }

  private static String outputRemark(double grown) {
    if (Math.abs(grown) < HARDLY) {
      return "hardly any change: softmax over a vocabulary has as many scores at any length";
    }
    return grown < 0
        ? "what a token sees tells what comes next: the text does more than softmax, which has as"
            + " many scores at any length"
        : "softmax over a vocabulary has as many scores at any length: it is the text that grows"
            + " uncertain, or the model";
  }
}
