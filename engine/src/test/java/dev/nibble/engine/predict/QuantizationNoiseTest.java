package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class QuantizationNoiseTest {
  private final Law law = new QuantizationNoise();

  @Test
  @DisplayName("rounding leaves a twelfth of a squared step, weighed by the weights of each tensor")
  void uniform() throws IOException {
    Finding finding =
        Widths.find(
            law,
            Widths.tensors(
                Widths.tensor(TensorType.Q4_0, 300, 1, 0.1, 0.97, 3.7),
                Widths.tensor(TensorType.Q4_0, 100, 1, 0.3, 0.97, 3.7)),
            "quantization error, Q4_0");

    double expected = (300 * 0.01 + 100 * 0.09) / 400 / 12;
    assertEquals(expected, finding.prediction().value(), 1e-12);
    assertEquals(0.97 * expected, finding.measurement().value(), 1e-12);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(finding.remark().contains("largest of 32"), finding.remark());
  }

  @Test
  @DisplayName("the textbook's step is told from the real one, and refuted where it is far off")
  void textbook() throws IOException {
    Finding finding =
        Widths.find(
            law,
            Widths.tensors(Widths.tensor(TensorType.Q4_1, 300, 1, 0.1, 1, 3.7)),
            "quantization error, Q4_1, textbook");

    assertEquals(0.5 * 0.01 / 12, finding.prediction().value(), 1e-12);
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().startsWith("0.500 of what the real step gives"), finding.remark());
    assertTrue(finding.remark().contains("not 2 M"), finding.remark());
  }

  @Test
  @DisplayName("of formats that search for scales a twelfth is what they must not exceed")
  void searched() throws IOException {
    Finding better = searched(0.7);
    Finding worse = searched(1.1);

    assertEquals(Verdict.CONFIRMED, better.verdict());
    assertEquals(Verdict.REFUTED, worse.verdict());
  }

  private Finding searched(double error) throws IOException {
    return Widths.find(
        law,
        Widths.tensors(Widths.tensor(TensorType.Q4_K, 300, 1, 0.1, error, 3.7)),
        "quantization error, Q4_K");
  }

  @Test
  @DisplayName("weights that had been quantized before are said to lie on a grid")
  void again() throws IOException {
    QuantizedWeights tensor = Widths.tensor(TensorType.Q4_0, 300, 1, 0.1, 0.2, 3.7);
    Evidence evidence =
        Widths.evidence(
            Widths.requantized(Widths.width(4, TensorType.Q4_0, 1, 0, List.of(tensor))));

    Finding finding = Widths.find(law, evidence, "quantization error, Q4_0");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("lie on a grid"), finding.remark());
  }

  @Test
  @DisplayName("a wrong formula is refuted: a sixth, or the square of half a step")
  void planted() throws IOException {
    Finding finding =
        Widths.find(
            law,
            Widths.tensors(Widths.tensor(TensorType.Q8_0, 300, 1, 0.1, 1, 7.7)),
            "quantization error, Q8_0");

    assertEquals(Verdict.REFUTED, Widths.planted(finding, 0.01 / 6));
    assertEquals(Verdict.REFUTED, Widths.planted(finding, 0.01 / 4));
  }

  @Test
  @DisplayName("tensors that did not move are left out, and a model without others says nothing")
  void nothing() throws IOException {
    assertEquals(
        List.of(), law.check(Widths.tensors(Widths.tensor(TensorType.Q8_0, 300, 1, 0.1, 0, 7.7))));
    assertEquals(List.of(), law.check(Widths.evidence()));
  }
}
