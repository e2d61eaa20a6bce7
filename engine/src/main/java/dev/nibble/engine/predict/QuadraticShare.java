package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.List;
import java.util.Locale;

/**
 * The S^2 term: what part of a prompt's work is attention. A token takes {@code 2 P + 2 L d S}
 * operations on average (Kaplan et al., "Scaling Laws for Neural Language Models", 2020), since it
 * sees half of the positions. Measured is what part of the time grows with the square of the
 * length.
 */
final class QuadraticShare implements Law {
  private static final Bound BOUND = new Bound.WithinFactor(1.5);

  /**
   * The part of a prompt's floating-point operations that is attention.
   *
   * @param m the model
   * @param tokens S
   */
  static Prediction share(ModelFacts m, int tokens) {
    long width = (long) m.heads() * m.headSize();
    long block = m.multipliedWeights() - (long) m.vocabulary() * m.width();
    double linear = 2.0 * block * tokens;
    double square = 2.0 * m.layers() * width * tokens * tokens;
    return new Prediction(
        "FLOPs, S^2 term in time",
        "2 L d S^2 / (2 P_b S + 2 L d S^2)",
        List.of(
            Input.of("P_b", "weights of all layers that a token meets", (double) block),
            Input.of("L", "layers", m.layers()),
            Input.of("d", "channels of all query heads", (double) width),
            new Input("S", "length of the prompt", tokens, "tokens")),
        square / (linear + square),
        "");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    List<ContextPoint> points = evidence.contexts();
    if (points.size() < 3) {
      return List.of();
    }
    ContextPoint longest = points.getLast();
    double slope = slope(points);
    double measured = slope * longest.tokens() * longest.tokens() / longest.prefillSeconds();
    Prediction predicted = share(evidence.model(), longest.tokens());
    return List.of(
        new Finding(
            predicted,
            new Measurement(
                measured,
                "growth of a token's time over prompts of %d to %d tokens"
                    .formatted(points.getFirst().tokens(), longest.tokens())),
            BOUND,
            remark(predicted.value(), measured)));
  }

  /** By how much a token takes longer for each token of the prompt, in seconds: least squares. */
  private static double slope(List<ContextPoint> points) {
    double meanLength = points.stream().mapToDouble(ContextPoint::tokens).average().orElseThrow();
    double meanTime =
        points.stream().mapToDouble(QuadraticShare::secondsPerToken).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (ContextPoint point : points) {
      double length = point.tokens() - meanLength;
      covariance += length * (secondsPerToken(point) - meanTime);
      variance += length * length;
    }
    return covariance / variance;
  }

  private static double secondsPerToken(ContextPoint point) {
    return point.prefillSeconds() / point.tokens();
  }

  private static String remark(double predicted, double measured) {
    if (measured <= 0 || measured >= 1) {
      return "time does not grow as a line and a square do";
    }
    double pace = predicted / (1 - predicted) * (1 - measured) / measured;
    return String.format(
        Locale.ROOT,
        "operations of attention run at %.2g times the pace of those of matrix products",
        pace);
  }
}
