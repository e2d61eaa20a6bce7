package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.DispersionPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SoftmaxDispersionTest {
  private final Law law = new SoftmaxDispersion();

  /** Heads that weigh a share of all positions alike. */
  private static Evidence spread(double share) throws IOException {
    return Widths.dispersed(
        new DispersionPoint(16, Math.log(16 * share), 0.5, 2),
        new DispersionPoint(64, 3, 0.6, 1.9),
        new DispersionPoint(512, Math.log(512 * share), 0.7, 1.5));
  }

  /** Heads that look at two positions, however many there are. */
  private static Evidence sharp() throws IOException {
    return Widths.dispersed(
        new DispersionPoint(16, Math.log(2), 0.5, 2),
        new DispersionPoint(512, Math.log(2.1), 0.5, 2.5));
  }

  @Test
  @DisplayName("a head that spreads over a share of what it sees grows by log(S2 / S1)")
  void full() throws IOException {
    Finding finding = Widths.find(law, spread(0.25), "dispersion");

    assertEquals(Math.log(32), finding.prediction().value(), 1e-12);
    assertEquals(Math.log(32), finding.measurement().value(), 1e-12);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("heads that look at few positions refute it, and the remark says so")
  void few() throws IOException {
    Finding finding = Widths.find(law, sharp(), "dispersion");

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("look at few positions"), finding.remark());
  }

  @Test
  @DisplayName("entropy stays under that of equal weights, or something is wrong")
  void limit() throws IOException {
    assertEquals(Verdict.CONFIRMED, Widths.find(law, spread(1), "dispersion, limit").verdict());
    assertEquals(Verdict.REFUTED, Widths.find(law, spread(1.1), "dispersion, limit").verdict());
  }

  @Test
  @DisplayName("the adaptive temperature is held against the entropy without it at the longest")
  void adaptive() throws IOException {
    Finding finding = Widths.find(law, spread(1), "dispersion, adaptive temperature");
    Finding none = Widths.find(law, spread(2.0 / 512), "dispersion, adaptive temperature");

    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertEquals(Math.log(512), finding.prediction().value(), 1e-12);
    assertEquals(0.7, finding.measurement().value());
    assertEquals(Verdict.REFUTED, none.verdict());
  }

  @Test
  @DisplayName("the output's entropy need not grow")
  void output() throws IOException {
    assertEquals(Verdict.REFUTED, Widths.find(law, spread(1), "dispersion, output").verdict());
    assertEquals(Verdict.CONFIRMED, Widths.find(law, sharp(), "dispersion, output").verdict());
  }

  @Test
  @DisplayName("a wrong formula is refuted: growth by the ratio itself, or by half its logarithm")
  void planted() throws IOException {
    Finding finding = Widths.find(law, spread(1), "dispersion");

    assertEquals(Verdict.REFUTED, Widths.planted(finding, 32));
    assertEquals(Verdict.REFUTED, Widths.planted(finding, Math.log(32) / 2));
  }

  @Test
  @DisplayName("one length alone says nothing")
  void oneLength() throws IOException {
    assertEquals(List.of(), law.check(Widths.dispersed(new DispersionPoint(16, 2, 1, 1))));
  }
}
