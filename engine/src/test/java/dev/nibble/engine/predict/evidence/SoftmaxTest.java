package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Softmax, its entropy, and the temperature that lowers it. */
final class SoftmaxTest {
  @Test
  @DisplayName("logarithms of weights become their shares, however large they are")
  void shares() {
    float large = 1e4f;
    float[] scores = {9, large, large + (float) Math.log(3), 9};

    assertArrayEquals(new double[] {0.25, 0.75}, Softmax.of(scores, 1, 2, 1), 1e-4);
    assertArrayEquals(new double[] {0.1, 0.9}, Softmax.of(scores, 1, 2, 2), 1e-4);
  }

  @Test
  @DisplayName("equal shares have the logarithm of their number, and certainty has no entropy")
  void entropy() {
    assertEquals(Math.log(5), Softmax.entropy(Softmax.of(new float[5], 0, 5, 1)), 1e-12);
    assertEquals(0, Softmax.entropy(new double[] {0, 1, 0}));
    assertEquals(
        -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75),
        Softmax.entropy(new double[] {0.25, 0.75}),
        1e-12);
  }

  /** The polynomial of the paper, evaluated by hand. */
  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "0.5, 1",
    "0.501, 1",
    "1, 1.27",
    "2, 2.099",
    "3, 2.25",
    "4, 2.389",
    "5, 2.294",
    "5.9, 1.109",
    "6, 1",
    "11, 1"
  })
  @DisplayName("the inverse temperature is that of the paper's fit, and never under 1")
  void temperature(double entropy, double beta) {
    assertEquals(beta, AdaptiveTemperature.beta(entropy), 5e-4);
  }

  @Test
  @DisplayName("no distribution has more entropy at the adaptive temperature")
  void sharper() {
    Random random = new Random(3);
    int lowered = 0;
    for (int i = 0; i < 500; i++) {
      float[] scores = new float[2 + random.nextInt(1000)];
      float spread = random.nextFloat(6);
      for (int j = 0; j < scores.length; j++) {
        scores[j] = spread * (float) random.nextGaussian();
      }
      double plain = Softmax.entropy(Softmax.of(scores, 0, scores.length, 1));
      double beta = AdaptiveTemperature.beta(plain);
      double adapted = Softmax.entropy(Softmax.of(scores, 0, scores.length, beta));
      assertTrue(adapted <= plain + 1e-12, () -> plain + " became " + adapted);
      lowered += adapted < plain - 0.01 ? 1 : 0;
    }
    assertTrue(lowered > 250, lowered + " were lowered");
  }

  @Test
  @DisplayName("shares add up to one")
  void sum() {
    float[] scores = {-3, 0, 2.5f, 80, 79};
    assertEquals(1, Arrays.stream(Softmax.of(scores, 0, 5, 1.5)).sum(), 1e-12);
  }
}
