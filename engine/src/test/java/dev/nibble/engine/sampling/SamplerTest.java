package dev.nibble.engine.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SamplerTest {
  /** Probabilities 0.5, 0.3, 0.15 and 0.05, in an order that is not sorted. */
  private static final float[] LOGITS = {log(0.15), log(0.5), log(0.05), log(0.3)};

  private static final int DRAWS = 40_000;

  private static float log(double p) {
    return (float) Math.log(p);
  }

  private static SamplingOptions with(int topK, double topP, double minP, double typicalP) {
    return new SamplingOptions(1, topK, topP, minP, typicalP, 1, 0, 0, 0, 11);
  }

  /** How often each token is drawn, as a share. */
  private static double[] shares(SamplingOptions options, float[] logits) {
    Sampler sampler = new Sampler(options);
    Candidates candidates = new Candidates(logits.length);
    double[] shares = new double[logits.length];
    for (int i = 0; i < DRAWS; i++) {
      shares[sampler.next(logits, 0, new TokenHistory(), candidates)] += 1.0 / DRAWS;
    }
    return shares;
  }

  private static void assertShares(SamplingOptions options, double... expected) {
    double[] shares = shares(options, LOGITS);
    for (int id = 0; id < expected.length; id++) {
      assertEquals(expected[id], shares[id], 0.01, "token " + id);
    }
  }

  @Test
  void greedyTakesTheLargestLogitAndTheLowestIdOfEqualOnes() {
    Sampler sampler = new Sampler(SamplingOptions.greedy());
    Candidates candidates = new Candidates(4);
    TokenHistory history = new TokenHistory();
    assertEquals(1, sampler.next(LOGITS, 0, history, candidates));
    assertEquals(1, sampler.next(new float[] {0, 3, 3, 3}, 0, history, candidates));
    assertEquals(0, sampler.next(new float[] {-9, -9, -9, -9}, 0, history, candidates));
    assertEquals(2, sampler.next(new float[] {9, 0, 1, 2, 1}, 1, history, candidates));
  }

  @Test
  void withoutStepsTheDrawFollowsTheModelsDistribution() {
    assertShares(SamplingOptions.random(1, 5), 0.15, 0.5, 0.05, 0.3);
  }

  @Test
  void topKKeepsTheKMostLikely() {
    assertShares(with(2, 1, 0, 1), 0, 0.625, 0, 0.375);
    assertShares(with(1, 1, 0, 1), 0, 1, 0, 0);
  }

  @Test
  void topPKeepsTheSmallestSetThatHoldsTheMass() {
    assertShares(with(0, 0.5, 0, 1), 0, 1, 0, 0);
    assertShares(with(0, 0.79, 0, 1), 0, 0.625, 0, 0.375);
    assertShares(with(0, 0.94, 0, 1), 0.15 / 0.95, 0.5 / 0.95, 0, 0.3 / 0.95);
  }

  @Test
  void minPKeepsWhatIsNearTheBest() {
    assertShares(with(0, 1, 0.2, 1), 0.15 / 0.95, 0.5 / 0.95, 0, 0.3 / 0.95);
    assertShares(with(0, 1, 0.55, 1), 0, 0.625, 0, 0.375);
    assertShares(with(0, 1, 1, 1), 0, 1, 0, 0);
  }

  /** The entropy is 1.142 nats; the surprises 0.69, 1.20, 1.90, 3.00: token 3 is the closest. */
  @Test
  void typicalKeepsTheTokensOfExpectedSurprise() {
    assertShares(with(0, 1, 0, 0.2), 0, 0, 0, 1);
    assertShares(with(0, 1, 0, 0.6), 0, 0.625, 0, 0.375);
  }

  @Test
  void temperatureSharpensBelowOneAndFlattensAbove() {
    double[] cold = shares(SamplingOptions.random(0.5f, 3), LOGITS);
    double squares = 0.15 * 0.15 + 0.5 * 0.5 + 0.05 * 0.05 + 0.3 * 0.3;
    assertEquals(0.25 / squares, cold[1], 0.01);
    double[] hot = shares(SamplingOptions.random(100, 3), LOGITS);
    assertEquals(0.25, hot[2], 0.02);
  }

  private static SamplingOptions penalties(
      float repetition, float frequency, float presence, int window) {
    return new SamplingOptions(0, 0, 1, 0, 1, repetition, frequency, presence, window, 0);
  }

  private static int penalized(SamplingOptions options, float[] logits, int... history) {
    TokenHistory seen = new TokenHistory();
    seen.addAll(history);
    return new Sampler(options).next(logits, 0, seen, new Candidates(logits.length));
  }

  @Test
  void theRepetitionPenaltyDividesPositiveAndMultipliesNegativeLogits() {
    assertEquals(1, penalized(penalties(2, 0, 0, -1), new float[] {3, 2}, 0));
    assertEquals(0, penalized(penalties(1.4f, 0, 0, -1), new float[] {3, 2}, 0));
    assertEquals(1, penalized(penalties(2, 0, 0, -1), new float[] {-1, -1.5f}, 0));
  }

  @Test
  void theFrequencyPenaltyCountsAndThePresencePenaltyDoesNot() {
    float[] logits = {3, 2};
    assertEquals(0, penalized(penalties(1, 0.4f, 0, -1), logits, 0, 0));
    assertEquals(1, penalized(penalties(1, 0.4f, 0, -1), logits, 0, 0, 0));
    assertEquals(0, penalized(penalties(1, 0, 0.9f, -1), logits, 0, 0, 0, 0, 0));
    assertEquals(1, penalized(penalties(1, 0, 1.1f, -1), logits, 0));
  }

  @Test
  void penaltiesLookBackNoFurtherThanTheirWindow() {
    float[] logits = {3, 2, -5};
    assertEquals(1, penalized(penalties(2, 0, 0, 2), logits, 0, 2));
    assertEquals(0, penalized(penalties(2, 0, 0, 1), logits, 0, 2));
    assertEquals(0, penalized(penalties(2, 0, 0, 0), logits, 0));
  }

  @Test
  void theSameSeedDrawsTheSameTokensAndAnotherSeedOthers() {
    float[] logits = new float[1000];
    int[][] drawn = new int[3][50];
    long[] seeds = {42, 42, 43};
    Candidates candidates = new Candidates(logits.length);
    for (int run = 0; run < 3; run++) {
      Sampler sampler = new Sampler(SamplingOptions.random(1, seeds[run]));
      for (int i = 0; i < 50; i++) {
        drawn[run][i] = sampler.next(logits, 0, new TokenHistory(), candidates);
      }
    }
    assertTrue(Arrays.equals(drawn[0], drawn[1]));
    assertNotEquals(Arrays.toString(drawn[0]), Arrays.toString(drawn[2]));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 39, 40, 41, 499, 500, 501})
  void selectionByHeapAgreesWithAFullSort(int k) {
    SplittableRandom random = new SplittableRandom(k);
    float[] logits = new float[500];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = random.nextInt(-20, 20) / 4f;
    }
    Candidates selected = new Candidates(logits.length);
    selected.reset(logits, 0);
    selected.selectLargest(k);
    Candidates sorted = new Candidates(logits.length);
    sorted.reset(logits, 0);
    sorted.sort();
    assertEquals(Math.min(k, 500), selected.size());
    for (int i = 0; i < selected.size(); i++) {
      assertEquals(sorted.id(i), selected.id(i), "rank " + i);
      assertEquals(logits[sorted.id(i)], selected.logit(i));
      if (i > 0) {
        assertTrue(sorted.logit(i - 1) >= sorted.logit(i));
      }
    }
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedByName() {
    assertRefused("temperature", -1, 0, 1, 0, 1, 1);
    assertRefused("temperature", Float.NaN, 0, 1, 0, 1, 1);
    assertRefused("top-k", 1, -1, 1, 0, 1, 1);
    assertRefused("top-p", 1, 0, 0, 0, 1, 1);
    assertRefused("min-p", 1, 0, 1, 1.5, 1, 1);
    assertRefused("typical-p", 1, 0, 1, 0, 2, 1);
    assertRefused("repetition penalty", 1, 0, 1, 0, 1, 0);
  }

  private static void assertRefused(
      String name,
      float temperature,
      int topK,
      double topP,
      double minP,
      double typicalP,
      float repetition) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new SamplingOptions(
                    temperature, topK, topP, minP, typicalP, repetition, 0, 0, 0, 0));
    assertTrue(e.getMessage().startsWith(name), e.getMessage());
  }
}
