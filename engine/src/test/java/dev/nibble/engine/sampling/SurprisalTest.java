package dev.nibble.engine.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The surprisal of tokens whose probability is known. */
final class SurprisalTest {
  private static final double EXACT = 1e-12;

  private static double nats(float[] logits, int offset, int count, int id) {
    return Surprisal.of(logits, offset, count).nats(logits[offset + id]);
  }

  @Test
  void ofOneAmongEqualsIsTheLogarithmOfTheirNumber() {
    assertEquals(Math.log(512), nats(new float[512], 0, 512, 77), EXACT);
  }

  @Test
  void ofAnOddsRatioIsItsLogarithm() {
    float logit = (float) Math.log(3);
    float[] threeToOne = {logit, 0};
    assertEquals(Math.log(4) - logit, nats(threeToOne, 0, 2, 0), 1e-7);
    assertEquals(Math.log(4), nats(threeToOne, 0, 2, 1), 1e-7);
  }

  @ParameterizedTest
  @ValueSource(floats = {-1e30f, -1000, 1000, 1e30f})
  void dependsOnDifferencesAloneHoweverLargeTheLogits(float level) {
    assertEquals(Math.log(2), nats(new float[] {level, level}, 0, 2, 1), EXACT);
  }

  @Test
  void ofTheCertainIsNothingAndOfTheImpossibleInfinite() {
    float[] certain = {0, Float.NEGATIVE_INFINITY};
    assertEquals(0, nats(certain, 0, 2, 0));
    assertEquals(Double.POSITIVE_INFINITY, nats(certain, 0, 2, 1));
  }

  @Test
  void looksAtItsOwnRowOnly() {
    float[] rows = {99, 99, 0, 0, 99, 99};
    assertEquals(Math.log(2), nats(rows, 2, 2, 0), EXACT);
  }

  @Test
  void refusesWhatIsNoNumber() {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> Surprisal.of(new float[] {1, Float.NaN}, 0, 2));
    assertTrue(e.getMessage().contains("no numbers"), e.getMessage());
  }
}
