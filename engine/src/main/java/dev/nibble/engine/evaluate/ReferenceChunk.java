package dev.nibble.engine.evaluate;

import dev.nibble.engine.sampling.Surprisal;

/** What the reference predicts for the scored tokens of one window, kept for others to meet. */
final class ReferenceChunk {
  private final float[][] logits;
  private final Surprisal[] surprisals;
  private final int[] tops;

  /**
   * Allocates {@code [positions][vocabulary]} floats.
   *
   * @param positions scored tokens of a window
   * @param vocabularySize logits of each
   */
  ReferenceChunk(int positions, int vocabularySize) {
    this.logits = new float[positions][vocabularySize];
    this.surprisals = new Surprisal[positions];
    this.tops = new int[positions];
  }

  /** Takes the place of what was kept at this index. */
  void keep(int index, float[] source, int offset, Surprisal surprisal) {
    float[] row = logits[index];
    System.arraycopy(source, offset, row, 0, row.length);
    surprisals[index] = surprisal;
    tops[index] = top(row, 0, row.length);
  }

  /** Holds another model's prediction of the same token against the reference's. */
  void meet(int index, float[] other, int offset, Surprisal surprisal, DivergenceSample sample) {
    int vocabularySize = logits[index].length;
    sample.add(
        divergence(index, other, offset, surprisal),
        top(other, offset, vocabularySize) == tops[index]);
  }

  /**
   * {@code sum_i p_i (log p_i - log q_i)}. It is never negative (Gibbs' inequality), so that a sum
   * below zero is rounding, and counts as zero. A token that the reference rules out adds nothing.
   */
  private double divergence(int index, float[] other, int offset, Surprisal otherSurprisal) {
    float[] row = logits[index];
    Surprisal surprisal = surprisals[index];
    double sum = 0;
    for (int i = 0; i < row.length; i++) {
      double nats = surprisal.nats(row[i]);
      double p = Math.exp(-nats);
      if (p > 0) {
        sum += p * (otherSurprisal.nats(other[offset + i]) - nats);
      }
    }
    return sum < 0 ? 0 : sum;
  }

  private static int top(float[] logits, int offset, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (logits[offset + i] > logits[offset + best]) {
        best = i;
      }
    }
    return best;
  }
}
