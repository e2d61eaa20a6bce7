package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.evaluate.PerplexityResult;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which width is the best for its quality, its size and its speed. */
final class UtilityTest {
  private static WidthResult width(
      int bits, long bytes, double perplexity, double tokensPerSecond) {
    return new WidthResult(
        bits,
        "Q" + bits,
        WidthResult.Origin.QUANTIZED,
        bytes,
        bytes,
        new PerplexityResult(Math.log(perplexity), 0.01, 1_000, 2, 512, 1),
        null,
        null,
        tokensPerSecond,
        List.of());
  }

  /** 40 GB/s, and 3 MB of keys and values. */
  private static double ofMemory(long bytes) {
    return MadeUpEvidence.BANDWIDTH / (bytes + 64.5 * MadeUpEvidence.KV_BYTES_A_POSITION);
  }

  private static Evidence evidence(WidthResult... widths) {
    return MadeUpEvidence.withWidths(MadeUpEvidence.speed(260, false), List.of(widths));
  }

  private static Evidence bound() {
    return evidence(
        width(16, 271_000_000, 10, ofMemory(271_000_000)),
        width(8, 145_000_000, 10.1, ofMemory(145_000_000)),
        width(4, 92_000_000, 12, ofMemory(92_000_000)));
  }

  @Test
  @DisplayName("where memory is the limit the narrowest width is the best, and all is confirmed")
  void ranks() {
    List<Finding> findings = new Utility().check(bound());

    assertEquals(7, findings.size());
    for (Finding finding : findings) {
      assertEquals(Verdict.CONFIRMED, finding.verdict(), finding.toString());
    }
    Finding narrowest = MadeUpEvidence.find(new Utility(), bound(), "utility, rank of 4 bits");
    assertEquals(1, narrowest.prediction().value());
    assertTrue(
        narrowest.remark().contains("predicted 4 bits, 8 bits, 16 bits, measured 4 bits, 8 bits"),
        narrowest.remark());
  }

  @Test
  @DisplayName("efficiency times tokens a second, by the tokens asked")
  void value() {
    double efficiency = 10 / 12.0 * 271 / 92;
    double expected = efficiency * ofMemory(92_000_000) / 128;

    Finding finding = MadeUpEvidence.find(new Utility(), bound(), "utility");

    assertEquals(expected, finding.prediction().value(), 1e-9 * expected);
    assertEquals(expected, finding.measurement().value(), 1e-9 * expected);
  }

  @Test
  @DisplayName("a width whose kernels are slow is ranked too high from bandwidth alone")
  void slowWidth() {
    Evidence evidence =
        evidence(
            width(16, 271_000_000, 10, ofMemory(271_000_000)),
            width(8, 145_000_000, 10.1, ofMemory(145_000_000)),
            width(4, 92_000_000, 12, 60));

    Finding rank = MadeUpEvidence.find(new Utility(), evidence, "utility, rank of 4 bits");

    assertEquals(1, rank.prediction().value());
    assertEquals(2, rank.measurement().value());
    assertEquals(Verdict.REFUTED, rank.verdict());
    assertEquals(
        Verdict.REFUTED, MadeUpEvidence.find(new Utility(), evidence, "utility").verdict());
  }

  @Test
  @DisplayName("with the resource in bytes the utility is the quality and nothing else")
  void collapse() {
    Finding finding = MadeUpEvidence.find(new Utility(), bound(), "utility, R in bytes");

    assertEquals(10 / 12.0, finding.prediction().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("one width alone has no rank")
  void single() {
    assertEquals(List.of(), new Utility().check(evidence(width(16, 271_000_000, 10, 100))));
  }
}
