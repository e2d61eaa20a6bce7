package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.Surprisal;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The divergence of distributions that are known. */
final class ReferenceChunkTest {
  private static Divergence between(float[] reference, float[] other) {
    DivergenceSample sample = new DivergenceSample();
    ReferenceChunk chunk = new ReferenceChunk(1, reference.length);
    chunk.keep(0, reference, 0, Surprisal.of(reference, 0, reference.length));
    chunk.meet(0, other, 0, Surprisal.of(other, 0, other.length), sample);
    return sample.summary();
  }

  private static float[] logarithms(double... values) {
    float[] logits = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      logits[i] = (float) Math.log(values[i]);
    }
    return logits;
  }

  @Test
  @DisplayName("P = (1/2, 1/4, 1/4) against Q = (1/4, 1/4, 1/2) is 1/4 log 2, by hand")
  void byHand() {
    Divergence divergence = between(logarithms(2, 1, 1), logarithms(1, 1, 2));
    assertEquals(0.25 * Math.log(2), divergence.mean(), 1e-7);
    assertEquals(0, divergence.topAgreement());
  }

  @Test
  @DisplayName("the reference is P: the divergence of the other way round is another number")
  void isNotSymmetric() {
    float[] sure = logarithms(3, 1);
    float[] unsure = logarithms(1, 1);
    assertEquals(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), between(sure, unsure).mean(), 1e-7);
    assertEquals(
        0.5 * Math.log(0.5 / 0.75) + 0.5 * Math.log(2), between(unsure, sure).mean(), 1e-7);
  }

  @Test
  @DisplayName("random logits give what the definition gives, term by term")
  void naively() {
    Random random = new Random(5);
    int vocabularySize = 300;
    float[] reference = new float[vocabularySize];
    float[] other = new float[vocabularySize];
    for (int i = 0; i < vocabularySize; i++) {
      reference[i] = 4 * (float) random.nextGaussian();
      other[i] = reference[i] + (float) random.nextGaussian();
    }
    double referenceSum = 0;
    double otherSum = 0;
    for (int i = 0; i < vocabularySize; i++) {
      referenceSum += Math.exp(reference[i]);
      otherSum += Math.exp(other[i]);
    }
    double expected = 0;
    for (int i = 0; i < vocabularySize; i++) {
      double p = Math.exp(reference[i]) / referenceSum;
      double q = Math.exp(other[i]) / otherSum;
      expected += p * Math.log(p / q);
    }
    assertEquals(expected, between(reference, other).mean(), 1e-12 * expected);
  }

  @Test
  @DisplayName("the same logits are no divergence at all, and a constant more is none either")
  void ofTheSame() {
    float[] logits = {0.3f, -7, 2.125f, 2};
    float[] shifted = {64.3f, 57, 66.125f, 66};
    assertEquals(Divergence.NONE, between(logits, logits.clone()));
    assertEquals(0, between(logits, shifted).mean(), 1e-6);
    assertTrue(between(logits, shifted).mean() >= 0);
  }

  @Test
  @DisplayName("a token that the reference rules out adds nothing, the other way round it is all")
  void ofTheImpossible() {
    float[] ruledOut = {0, 0, Float.NEGATIVE_INFINITY};
    float[] possible = {0, 0, 0};
    assertEquals(Math.log(1.5), between(ruledOut, possible).mean(), 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, between(possible, ruledOut).max());
  }

  @Test
  @DisplayName("of equal logits the lowest id is the most likely token, in both models")
  void tiesGoToTheLowestId() {
    assertEquals(1, between(new float[] {1, 1, 0}, new float[] {2, 1, 0}).topAgreement());
    assertEquals(0, between(new float[] {1, 1, 0}, new float[] {1, 2, 0}).topAgreement());
  }

  @Test
  @DisplayName("each position is held against its own, from wherever its logits stand")
  void keepsPositionsApart() {
    float[] batch = {99, 99, 0, 1, 5, 0};
    ReferenceChunk chunk = new ReferenceChunk(2, 2);
    chunk.keep(0, batch, 2, Surprisal.of(batch, 2, 2));
    chunk.keep(1, batch, 4, Surprisal.of(batch, 4, 2));
    DivergenceSample sample = new DivergenceSample();
    chunk.meet(1, batch, 4, Surprisal.of(batch, 4, 2), sample);
    chunk.meet(0, batch, 2, Surprisal.of(batch, 2, 2), sample);
    assertEquals(Divergence.NONE, sample.summary());
  }
}
