package dev.nibble.engine.model;

import dev.nibble.engine.kernel.Exp;

/**
 * Which experts the tokens of a batch take, and how much each of them weighs: the largest
 * probabilities of the softmax over all of an expert's scores (Shazeer et al. 2017; Jiang et al.
 * 2024 for the sum of 1).
 */
final class Routing {
  /** Keeps a sum from being divided by 0; the value is llama.cpp's. */
  private static final float MIN_SUM = 0x1p-14f;

  private final int experts;
  private final int used;
  private final boolean weightsSumToOne;

  /** {@code [tokens][used]}, best first. */
  private int[] chosen = new int[0];

  private float[] weights = new float[0];

  Routing(int experts, int used, boolean weightsSumToOne) {
    this.experts = experts;
    this.used = used;
    this.weightsSumToOne = weightsSumToOne;
  }

  /**
   * Chooses.
   *
   * @param scores {@code [tokens][experts]}; used up
   * @param tokens how many tokens
   */
  void choose(float[] scores, int tokens) {
    if (chosen.length < tokens * used) {
      chosen = new int[tokens * used];
      weights = new float[tokens * used];
    }
    for (int token = 0; token < tokens; token++) {
      softmax(scores, token * experts);
      choose(scores, token * experts, token * used);
    }
  }

  private void softmax(float[] scores, int from) {
    float max = Float.NEGATIVE_INFINITY;
    for (int e = 0; e < experts; e++) {
      max = Math.max(max, scores[from + e]);
    }
    float sum = 0;
    for (int e = 0; e < experts; e++) {
      scores[from + e] = Exp.exp(scores[from + e] - max);
      sum += scores[from + e];
    }
    for (int e = 0; e < experts; e++) {
      scores[from + e] /= sum;
    }
  }

  /** Takes the largest, the first of equals; each is marked as taken. */
  private void choose(float[] probabilities, int from, int to) {
    float sum = 0;
    for (int i = 0; i < used; i++) {
      int best = 0;
      for (int e = 1; e < experts; e++) {
        if (probabilities[from + e] > probabilities[from + best]) {
          best = e;
        }
      }
      chosen[to + i] = best;
      weights[to + i] = probabilities[from + best];
      sum += probabilities[from + best];
      probabilities[from + best] = -1;
    }
    if (weightsSumToOne) {
      for (int i = 0; i < used; i++) {
        weights[to + i] /= Math.max(sum, MIN_SUM);
      }
    }
  }

  /**
   * The tokens that take an expert.
   *
   * @param expert the expert
   * @param tokens how many tokens the batch has
   * @param places receives for each of them where it stands in {@code [tokens][used]}
   * @return how many there are
   */
  int placesOf(int expert, int tokens, int[] places) {
    int count = 0;
    for (int place = 0; place < tokens * used; place++) {
      if (chosen[place] == expert) {
        places[count++] = place;
      }
    }
    return count;
  }

  /** The token that a place belongs to. */
  int token(int place) {
    return place / used;
  }

  /** What the expert at a place weighs. */
  float weight(int place) {
    return weights[place];
  }
}
