package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Speed within a budget, from its two ends. */
final class FallbackTest {
  private static final double OPTIMAL = 100;
  private static final double FALLEN = 20;

  private static Evidence run(FallbackRun.Level level, FallbackRun.Point... points) {
    return MadeUpEvidence.withFallback(
        MadeUpEvidence.fallback(level, OPTIMAL, FALLEN, List.of(points)));
  }

  private static Finding finding(Evidence evidence, String name) {
    return MadeUpEvidence.find(new Fallback(), evidence, name);
  }

  @Test
  @DisplayName("the time of a token is shared out by what is held and what is not")
  void timeModel() {
    // Half of it at 10 ms a token, half at 50 ms.
    Evidence evidence = run(FallbackRun.Level.DEVICE, new FallbackRun.Point(500, 500, 1 / 0.030));

    Finding finding = finding(evidence, "fallback");

    assertEquals(1 / 0.030, finding.prediction().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(finding.remark().contains("alpha is 1.67, predicted 1.67"), finding.remark());
  }

  @Test
  @DisplayName("what is held counts, not what was allowed")
  void held() {
    Evidence evidence = run(FallbackRun.Level.RESIDENT, new FallbackRun.Point(250, 200, 1 / 0.042));

    Finding finding = finding(evidence, "fallback, G = 25 % of R");

    assertEquals(1 / 0.042, finding.prediction().value(), 1e-9);
  }

  @Test
  @DisplayName("what left memory and what was read again is told, and why it was no device")
  void story() {
    Evidence evidence = run(FallbackRun.Level.RESIDENT, new FallbackRun.Point(500, 500, 1 / 0.030));

    String remark = finding(evidence, "fallback").remark();

    assertTrue(remark.contains("143.0 MB leave memory behind a token"), remark);
    assertTrue(remark.contains("144.0 MB were read"), remark);
    assertTrue(remark.endsWith("Not higher up: there is no device"), remark);
  }

  @Test
  @DisplayName("a speed that falls off a cliff refutes it")
  void cliff() {
    Evidence evidence = run(FallbackRun.Level.DEVICE, new FallbackRun.Point(750, 750, FALLEN));

    assertEquals(Verdict.REFUTED, finding(evidence, "fallback, G = 75 % of R").verdict());
  }

  @Test
  @DisplayName("where all fits the speed is P_opt, whatever was held at the time")
  void fits() {
    Evidence evidence = run(FallbackRun.Level.HOST, new FallbackRun.Point(1_000, 1_000, 97));

    Finding finding = finding(evidence, "fallback, G = 100 % of R");

    assertEquals(OPTIMAL, finding.prediction().value());
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }
}
