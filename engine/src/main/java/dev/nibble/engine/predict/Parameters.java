package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.List;
import java.util.Locale;

/**
 * How many parameters a model has: the rule of Kaplan et al. 2020 (arXiv 2001.08361), 12 L d^2
 * without embeddings, and the sum of what there is with grouped heads (Ainslie et al. 2023) and a
 * gated network (Shazeer 2020).
 */
final class Parameters implements Law {
  private static final String TENSORS = "elements of all tensors in the file";

  /** What a rule for any model may be off. */
  private static final double NAIVE_BOUND = 0.05;

  /** The rule for a plain transformer: four square matrices of attention, eight of the network. */
  static Prediction naive(ModelFacts m) {
    return new Prediction(
        "parameters, naive",
        "P = 12 L d^2 + V d",
        List.of(
            Input.of("L", "layers", m.layers()),
            Input.of("d", "model width", m.width()),
            Input.of("V", "vocabulary", m.vocabulary())),
        12.0 * m.layers() * m.width() * m.width() + (double) m.vocabulary() * m.width(),
        "weights");
  }

  /** Embeddings, matrices with grouped heads and a gated network, and two norms a layer. */
  static Prediction grouped(ModelFacts m) {
    return new Prediction(
        "parameters",
        "P = L (2 d h d_h + 2 d h_kv d_h + g E d d_ff + 2 d) + d + t V d + r",
        List.of(
            Input.of("L", "layers", m.layers()),
            Input.of("d", "model width", m.width()),
            Input.of("h", "query heads", m.heads()),
            Input.of("h_kv", "key/value heads", m.kvHeads()),
            Input.of("d_h", "head size", m.headSize()),
            Input.of("g", "matrices of a network: 3 where it is gated", m.gated() ? 3 : 2),
            Input.of("E", "networks of a layer", m.experts()),
            Input.of("d_ff", "feed-forward width", m.feedForwardWidth()),
            Input.of("t", "embeddings: 1 where the output is tied to it", m.tied() ? 1 : 2),
            Input.of("V", "vocabulary", m.vocabulary()),
            Input.of("r", "rotary factors in the file", (double) m.rotaryFactors())),
        m.layers() * (attention(m) + network(m) + 2.0 * m.width())
            + m.width()
            + embeddings(m)
            + m.rotaryFactors(),
        "weights");
  }

  private static double attention(ModelFacts m) {
    return 2.0 * m.width() * m.attentionWidth() + 2.0 * m.width() * m.kvWidth();
  }

  private static double network(ModelFacts m) {
    return (m.gated() ? 3.0 : 2.0) * m.experts() * m.width() * m.feedForwardWidth();
  }

  private static double embeddings(ModelFacts m) {
    return (m.tied() ? 1.0 : 2.0) * m.vocabulary() * m.width();
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    ModelFacts m = evidence.model();
    Measurement measured = new Measurement(m.parameters(), TENSORS);
    return List.of(
        new Finding(grouped(m), measured, new Bound.Exact(), unknown(m)),
        new Finding(naive(m), measured, new Bound.Within(NAIVE_BOUND), distances(m)));
  }

  private static String unknown(ModelFacts m) {
    double more = m.parameters() - grouped(m).value();
    if (more == 0) {
      return "embeddings, matrices and norms are all that the file has";
    }
    return String.format(
        Locale.ROOT,
        "the file has %,.0f weights %s than the formula knows: biases, routers, and norms of heads"
            + " or behind blocks are not in it",
        Math.abs(more),
        more > 0 ? "more" : "fewer");
  }

  private static String distances(ModelFacts m) {
    double square = (double) m.width() * m.width();
    return String.format(
        Locale.ROOT,
        "4 d^2 of attention is %s what %d query heads and %d key/value heads of %d have; 8 d^2 of"
            + " the network is %s what %d matrices of d by %.3g d have; %s; norms are left out",
        Share.distance(4 * square, attention(m)),
        m.heads(),
        m.kvHeads(),
        m.headSize(),
        Share.distance(8 * square, network(m)),
        (m.gated() ? 3 : 2) * m.experts(),
        (double) m.feedForwardWidth() / m.width(),
        m.tied()
            ? "V d counts embedding and output once, which are one here"
            : "V d counts embedding and output once, which are two here");
  }
}
