package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.ProductListener;
import dev.nibble.engine.WeightMatrix;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Sums up the entropy of attention weights where tokens see certain numbers of positions. */
final class AttentionEntropies implements ProductListener {
  private final Map<Integer, Sum> sums = new TreeMap<>();

  /**
   * Begins at nothing.
   *
   * @param lengths how many positions the tokens see that are looked at
   */
  AttentionEntropies(Collection<Integer> lengths) {
    lengths.forEach(length -> sums.put(length, new Sum()));
  }

  /** What was seen at one length. */
  private static final class Sum {
    private int distributions;
    private double plain;
    private double adapted;

    private void add(float[] scores) {
      double entropy = Softmax.entropy(Softmax.of(scores, 0, scores.length, 1));
      double beta = AdaptiveTemperature.beta(entropy);
      distributions++;
      plain += entropy;
      adapted += beta == 1 ? entropy : Softmax.entropy(Softmax.of(scores, 0, scores.length, beta));
    }
  }

  @Override
  public void product(WeightMatrix weights, float[] x, int tokens) {}

  /** Layers whose window does not reach to the first position are left out. */
  @Override
  public void attention(AttentionShape shape, float[] q, Batch batch, int layer) {
    for (int sequence = 0; sequence < batch.sequences(); sequence++) {
      AttentionScores scores = new AttentionScores(shape, batch.cache(sequence), layer);
      for (int t = 0; t < batch.count(sequence); t++) {
        int position = batch.position(sequence) + t;
        Sum sum = sums.get(position + 1);
        if (sum != null && shape.firstSeen(position) == 0) {
          int at = (batch.first(sequence) + t) * shape.width();
          for (float[] head : scores.of(q, at, position + 1)) {
            sum.add(head);
          }
        }
      }
    }
  }

  private Sum sum(int length) {
    return sums.getOrDefault(length, new Sum());
  }

  /** How many distributions were seen at a length: one for each head of a layer and token. */
  int distributions(int length) {
    return sum(length).distributions;
  }

  /** Their mean entropy, in nats. */
  double plain(int length) {
    return sum(length).plain / distributions(length);
  }

  /** The same at the adaptive temperature. */
  double adapted(int length) {
    return sum(length).adapted / distributions(length);
  }
}
