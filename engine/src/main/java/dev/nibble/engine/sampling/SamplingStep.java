package dev.nibble.engine.sampling;

import java.util.Comparator;
import java.util.stream.IntStream;

/** One link of the chain between logits and the draw. */
sealed interface SamplingStep {

  /** Narrows or bends the candidates; at least one remains. */
  void apply(Candidates candidates, TokenHistory history);

  /**
   * Makes tokens that stand in the last {@code window} less likely. The first step: each candidate
   * stands at the index of its id.
   *
   * @param repetition divides a positive and multiplies a negative logit (Keskar et al. 2019,
   *     section 4.1); 1 does nothing
   * @param frequency subtracted once for each occurrence (OpenAI); 0 does nothing
   * @param presence subtracted once for any occurrence (OpenAI); 0 does nothing
   * @param window how many tokens to look back, negative for all
   */
  record Penalties(float repetition, float frequency, float presence, int window)
      implements SamplingStep {
    @Override
    public void apply(Candidates candidates, TokenHistory history) {
      int distinct = history.countDistinct(window);
      for (int i = 0; i < distinct; i++) {
        int id = history.counted(i);
        float logit = candidates.logit(id);
        float repeated = logit > 0 ? logit / repetition : logit * repetition;
        candidates.setLogit(id, repeated - history.count(i) * frequency - presence);
      }
    }
  }

  /**
   * Keeps the {@code k} most likely (Fan et al. 2018).
   *
   * @param k how many, 1 or more
   */
  record TopK(int k) implements SamplingStep {
    @Override
    public void apply(Candidates candidates, TokenHistory history) {
      candidates.selectLargest(k);
    }
  }

  /**
   * Keeps the tokens whose surprise is closest to the expected one until they hold mass {@code p}
   * (locally typical sampling, Meister et al. 2022).
   *
   * @param p the mass, in (0, 1)
   */
  record TypicalP(double p) implements SamplingStep {
    @Override
    public void apply(Candidates candidates, TokenHistory history) {
      candidates.sort();
      double[] probabilities = candidates.probabilities();
      int size = candidates.size();
      double entropy = 0;
      for (int i = 0; i < size; i++) {
        if (probabilities[i] > 0) {
          entropy -= probabilities[i] * Math.log(probabilities[i]);
        }
      }
      double expected = entropy;
      int[] byDistance =
          IntStream.range(0, size)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(i -> Math.abs(-Math.log(probabilities[i]) - expected)))
              .mapToInt(Integer::intValue)
              .toArray();
      double[] nearestFirst = IntStream.of(byDistance).mapToDouble(i -> probabilities[i]).toArray();
      candidates.keep(byDistance, prefixOfMass(p, nearestFirst, size));
    }
  }

  /**
   * Keeps the most likely tokens until they hold mass {@code p} (nucleus sampling, Holtzman et al.
   * 2020).
   *
   * @param p the mass, in (0, 1)
   */
  record TopP(double p) implements SamplingStep {
    @Override
    public void apply(Candidates candidates, TokenHistory history) {
      candidates.sort();
      double[] probabilities = candidates.probabilities();
      candidates.truncate(prefixOfMass(p, probabilities, candidates.size()));
    }
  }

  /**
   * Keeps the tokens at least {@code p} times as likely as the most likely one (Nguyen et al.
   * 2024).
   *
   * @param p the share, in (0, 1]
   */
  record MinP(double p) implements SamplingStep {
    @Override
    public void apply(Candidates candidates, TokenHistory history) {
      candidates.sort();
      double threshold = candidates.logit(0) + Math.log(p);
      int size = 1;
      while (size < candidates.size() && candidates.logit(size) >= threshold) {
        size++;
      }
      candidates.truncate(size);
    }
  }

  /**
   * Divides the logits: below 1 the likely become likelier, above 1 the choice becomes freer.
   *
   * @param temperature over 0
   */
  record Temperature(float temperature) implements SamplingStep {
    @Override
    public void apply(Candidates candidates, TokenHistory history) {
      candidates.scale(1 / temperature);
    }
  }

  private static int prefixOfMass(double mass, double[] probabilities, int size) {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += probabilities[i];
      if (sum >= mass) {
        return i + 1;
      }
    }
    return size;
  }
}
