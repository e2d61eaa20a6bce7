package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.TensorType;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RateDistortionTest {
  private final Law law = new RateDistortion();

  /** Weights of deviation 1 whose squared error is as given. */
  private Finding finding(double squaredError) throws IOException {
    return Widths.find(
        law,
        Widths.tensors(
            Widths.tensor(TensorType.Q4_0, 100, 1, Math.sqrt(12 * squaredError), 1, 3.75)),
        "entropy, rate-distortion, Q4_0");
  }

  @Test
  @DisplayName("a quarter of the error takes one bit more, and all of the variance takes none")
  void limit() throws IOException {
    assertEquals(0, finding(1).prediction().value(), 1e-12);
    assertEquals(3, finding(1.0 / 64).prediction().value(), 1e-12);
    assertEquals(4, finding(1.0 / 256).prediction().value(), 1e-12);
  }

  @Test
  @DisplayName("what a format takes over the limit goes to scales, to plain codes and to the grid")
  void distance() throws IOException {
    Finding finding = finding(1.0 / 128); // 3.5 bits at least, 3.75 of entropy, 4 of codes

    assertEquals(4.5, finding.measurement().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(
        finding.remark().startsWith("1.00 bits from the limit: 0.500 for"), finding.remark());
    assertTrue(finding.remark().contains("0.250 since codes"), finding.remark());
    assertTrue(finding.remark().contains("0.250 between their entropy"), finding.remark());
  }

  @Test
  @DisplayName("no format is under the limit: an error that small refutes it, or a wrong formula")
  void planted() throws IOException {
    assertEquals(Verdict.REFUTED, finding(1.0 / 1024).verdict());
    assertEquals(Verdict.REFUTED, Widths.planted(finding(1.0 / 128), 7)); // without the half
  }
}
