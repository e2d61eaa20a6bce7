package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class CompressionRatioTest {
  private final Law law = new CompressionRatio();

  private static Evidence evidence() throws IOException {
    return Widths.evidence(
        Widths.width(16, TensorType.F16, Math.log(10), 0, List.of()),
        Widths.width(8, TensorType.Q8_0, Math.log(10), 0, List.of()),
        Widths.width(4, TensorType.Q4_0, Math.log(12.5), 0, List.of()));
  }

  @Test
  @DisplayName("scales make 16 bits not 2 and 4 times smaller, but 1.88 and 3.56 times")
  void scales() throws IOException {
    Finding eight = Widths.find(law, evidence(), "compression, Q8_0");
    Finding four = Widths.find(law, evidence(), "compression, Q4_0");

    assertEquals(16 / 8.5, eight.prediction().value(), 1e-4);
    assertEquals(16 / 4.5, four.prediction().value(), 1e-4);
    assertEquals(Verdict.CONFIRMED, eight.verdict());
    assertEquals(Verdict.CONFIRMED, four.verdict());
  }

  @Test
  @DisplayName("the rule of the textbooks forgets scales, and is refuted by as much")
  void textbook() throws IOException {
    Finding eight = Widths.find(law, evidence(), "compression, Q8_0, textbook");
    Finding four = Widths.find(law, evidence(), "compression, Q4_0, textbook");

    assertEquals(2, eight.prediction().value());
    assertEquals(4, four.prediction().value());
    assertEquals(Verdict.REFUTED, eight.verdict());
    assertEquals(Verdict.REFUTED, four.verdict());
    assertTrue(four.remark().contains("4.50 bits, not 4"), four.remark());
  }

  @Test
  @DisplayName("the ratio that is measured is that of the files, and eta is Q times it")
  void efficiency() throws IOException {
    Finding four = Widths.find(law, evidence(), "compression, Q4_0");

    assertEquals(558_056.0 / 157_672, four.measurement().value(), 1e-12);
    assertTrue(four.remark().contains("Q = 0.8000"), four.remark());
    assertTrue(four.remark().contains("eta = Q rho = 2.83"), four.remark());
  }

  @Test
  @DisplayName("a wrong formula is refuted: bits of a code alone, of a weight with two scales")
  void planted() throws IOException {
    Finding eight = Widths.find(law, evidence(), "compression, Q8_0");

    assertEquals(Verdict.REFUTED, Widths.planted(eight, 16.0 / 8));
    assertEquals(Verdict.REFUTED, Widths.planted(eight, 16.0 / 9));
  }
}
