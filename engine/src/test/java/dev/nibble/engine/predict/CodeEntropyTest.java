package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CodeEntropyTest {
  private static final double SIGMA_IN_STEPS = 20;
  private final Law law = new CodeEntropy();

  /** Counts the rounded numbers of a Gaussian. */
  private static double entropyOfRounded(double sigma) {
    Random random = new Random(7);
    int[] counts = new int[1000];
    int all = 1_000_000;
    for (int i = 0; i < all; i++) {
      counts[(int) Math.round(sigma * random.nextGaussian()) + 500]++;
    }
    double bits = 0;
    for (int count : counts) {
      bits -= count == 0 ? 0 : (double) count / all * Math.log((double) count / all);
    }
    return bits / Math.log(2);
  }

  private static Evidence rounded() throws IOException {
    return Widths.tensors(
        Widths.tensor(
            TensorType.Q8_0, 100, SIGMA_IN_STEPS, 1, 1, entropyOfRounded(SIGMA_IN_STEPS)));
  }

  @Test
  @DisplayName("a rounded Gaussian has the entropy that the formula says, to a hundredth of a bit")
  void gaussian() throws IOException {
    Finding finding = Widths.find(law, rounded(), "entropy, Q8_0");

    assertEquals(finding.measurement().value(), finding.prediction().value(), 1e-2);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("tensors are weighed by their weights, and the one that is farthest off is named")
  void weighed() throws IOException {
    Finding finding =
        Widths.find(
            law,
            Widths.tensors(
                Widths.tensor(TensorType.Q4_0, 300, 2, 1, 1, 3),
                Widths.tensor(TensorType.Q4_0, 100, 8, 1, 1, 2)),
            "entropy, Q4_0");

    double ofOne = Math.log(2 * Math.PI * Math.E) / Math.log(4);
    assertEquals(ofOne + (300 * 1 + 100 * 3) / 400.0, finding.prediction().value(), 1e-12);
    assertEquals((300 * 3 + 100 * 2) / 400.0, finding.measurement().value(), 1e-12);
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("w100"), finding.remark());
  }

  @Test
  @DisplayName("a wrong formula is refuted: without 2 pi e, with the variance for the deviation")
  void planted() throws IOException {
    Finding finding = Widths.find(law, rounded(), "entropy, Q8_0");

    assertEquals(Verdict.REFUTED, Widths.planted(finding, Math.log(20) / Math.log(2)));
    assertEquals(
        Verdict.REFUTED,
        Widths.planted(finding, Math.log(2 * Math.PI * Math.E * 20) / Math.log(4)));
  }
}
