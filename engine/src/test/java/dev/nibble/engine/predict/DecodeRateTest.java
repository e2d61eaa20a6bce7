package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Speed of one sequence against the bandwidth of memory. */
final class DecodeRateTest {
  /** 40 GB/s by 142.9 MB of weights and 64.5 positions of 46,080 bytes. */
  private static final double PREDICTED = 274.2;

  private static Finding finding(Evidence evidence) {
    return MadeUpEvidence.find(new DecodeRate(), evidence, "decode speed");
  }

  @Test
  @DisplayName("all weights and the keys and values before a token are read for it")
  void bytes() {
    Finding finding = finding(MadeUpEvidence.with(MadeUpEvidence.speed(260, false)));

    assertEquals(PREDICTED, finding.prediction().value(), 0.1);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertTrue(
        finding.remark().contains("reading explains 3.65 ms of a token's 3.85 ms"),
        finding.remark());
  }

  @Test
  @DisplayName("what dispatch and arithmetic take refutes it, and is told in milliseconds")
  void dispatch() {
    Finding finding = finding(MadeUpEvidence.with(MadeUpEvidence.speed(200, false)));

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("take 1.35 ms"), finding.remark());
    assertTrue(finding.remark().contains("0.560 ms at peak"), finding.remark());
  }

  @Test
  @DisplayName("weights in a cache refute a formula of main memory, and are named")
  void cached() {
    Finding finding = finding(MadeUpEvidence.with(MadeUpEvidence.speed(900, true)));

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().startsWith("fits in cache: 143 MB"), finding.remark());
    assertTrue(finding.remark().contains("at 200 GB/s, 40.0 GB/s"), finding.remark());
  }

  @Test
  @DisplayName("faster than memory without a cache is no explanation of dispatch")
  void faster() {
    Finding finding = finding(MadeUpEvidence.with(MadeUpEvidence.speed(400, false)));

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("drifted"), finding.remark());
  }

  @Test
  @DisplayName("behind a long context keys and values are what is read")
  void longContext() {
    long kvBytes = 4_096L * MadeUpEvidence.KV_BYTES_A_POSITION;
    double seconds = (MadeUpEvidence.WEIGHT_BYTES + kvBytes) / MadeUpEvidence.BANDWIDTH;
    Evidence evidence =
        MadeUpEvidence.withContexts(
            MadeUpEvidence.speed(260, false),
            List.of(new ContextPoint(4_096, 3, 1.1 * seconds, kvBytes)));

    Finding finding = MadeUpEvidence.find(new DecodeRate(), evidence, "decode speed, long context");

    assertEquals(1 / seconds, finding.prediction().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }
}
