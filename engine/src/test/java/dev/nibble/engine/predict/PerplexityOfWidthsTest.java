package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class PerplexityOfWidthsTest {
  private final Law law = new PerplexityOfWidths();

  /** Four bits that cost as many nats more as given. */
  private static Evidence evidence(double more, double divergence) throws IOException {
    return Widths.evidence(
        Widths.width(16, TensorType.F16, 2, 0, List.of()),
        Widths.width(4, TensorType.Q4_0, 2 + more, divergence, List.of()));
  }

  @Test
  @DisplayName("a narrow model costs the divergence more, and its perplexity grows by exp of that")
  void divergence() throws IOException {
    Finding finding = Widths.find(law, evidence(0.2, 0.21), "perplexity, Q4_0");

    assertEquals(Math.exp(2.21), finding.prediction().value(), 1e-12);
    assertEquals(Math.exp(2.2), finding.measurement().value(), 1e-12);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertFalse(finding.remark().contains("no change at all"), finding.remark());
  }

  @Test
  @DisplayName("a text that the model is surer of than it should be refutes the rule")
  void otherText() throws IOException {
    Finding finding = Widths.find(law, evidence(0.4, 0.1), "perplexity, Q4_0");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("people wrote"), finding.remark());
  }

  @Test
  @DisplayName("where bits cost next to nothing the remark says that the bound shows nothing")
  void nothingToShow() throws IOException {
    Finding finding = Widths.find(law, evidence(0.001, 0.0008), "perplexity, Q4_0");

    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(finding.remark().contains("no change at all"), finding.remark());
  }

  @Test
  @DisplayName("16 bits that were made from fewer are said to be so")
  void requantized() throws IOException {
    Evidence evidence =
        Widths.evidence(
            Widths.requantized(Widths.width(16, TensorType.F16, 2, 0, List.of())),
            Widths.width(4, TensorType.Q4_0, 2.2, 0.2, List.of()));

    String remark = Widths.find(law, evidence, "perplexity, Q4_0").remark();

    assertTrue(remark.contains("made from fewer"), remark);
  }

  @Test
  @DisplayName("three bits a token are a perplexity of eight, by way of bits a byte")
  void definition() throws IOException {
    Finding finding = Widths.find(law, evidence(0, 0), "perplexity, F16, from bits a byte");

    assertEquals(8, finding.prediction().value(), 1e-12);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("a wrong formula is refuted: the divergence taken off, left out, or taken for bits")
  void planted() throws IOException {
    Finding finding = Widths.find(law, evidence(0.2, 0.21), "perplexity, Q4_0");
    Finding definition = Widths.find(law, evidence(0, 0), "perplexity, F16, from bits a byte");

    assertEquals(Verdict.REFUTED, Widths.planted(finding, Math.exp(2 - 0.21)));
    assertEquals(Verdict.REFUTED, Widths.planted(finding, Math.exp(2)));
    assertEquals(Verdict.REFUTED, Widths.planted(finding, Math.exp(2) * Math.pow(2, 0.21)));
    assertEquals(Verdict.REFUTED, Widths.planted(definition, Math.exp(3)));
  }
}
