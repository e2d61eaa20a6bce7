package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.List;

/** How many parameters a model has: the rule of the textbooks, and the sum of its matrices. */
final class Parameters implements Law {
  private static final String TENSORS = "elements of all tensors in the file";

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

  /** The same with grouped heads and a gated network. Norms and biases are left out. */
  static Prediction grouped(ModelFacts m) {
    double attention = 2.0 * m.width() * m.heads() * m.headSize() + 2.0 * m.width() * m.kvWidth();
    double network = (m.gated() ? 3.0 : 2.0) * m.experts() * m.width() * m.feedForwardWidth();
    double embeddings = (m.tied() ? 1.0 : 2.0) * m.vocabulary() * m.width();
    return new Prediction(
        "parameters",
        "P = L (2 d h d_h + 2 d h_kv d_h + g E d d_ff) + t V d",
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
            Input.of("V", "vocabulary", m.vocabulary())),
        m.layers() * (attention + network) + embeddings,
        "weights");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    ModelFacts m = evidence.model();
    Measurement measured = new Measurement(m.parameters(), TENSORS);
    return List.of(
        new Finding(grouped(m), measured, new Bound.Within(0.005), "norms are left out"),
        new Finding(naive(m), measured, new Bound.Within(0.05), ""));
  }
}
