package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.predict.evidence.BatchPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where a batch becomes bound by arithmetic. */
final class BatchCrossingTest {
  private static Evidence sweep(boolean cached, IntToDoubleFunction secondsOfAPass) {
    List<BatchPoint> points =
        IntStream.rangeClosed(0, 5)
            .map(i -> 1 << i)
            .mapToObj(b -> new BatchPoint(b, b / secondsOfAPass.applyAsDouble(b)))
            .toList();
    return MadeUpEvidence.with(MadeUpEvidence.speed(260, cached), points);
  }

  private static double reading() {
    return MadeUpEvidence.WEIGHT_BYTES / MadeUpEvidence.BANDWIDTH;
  }

  private static double multiplying(int sequences, double multiplyAddsPerSecond) {
    return sequences * MadeUpEvidence.WEIGHTS / multiplyAddsPerSecond;
  }

  private static Finding reached(Evidence evidence) {
    return MadeUpEvidence.find(new BatchCrossing(), evidence, "batch crossing");
  }

  private static Finding atPeak(Evidence evidence) {
    return MadeUpEvidence.find(new BatchCrossing(), evidence, "batch crossing, at peak");
  }

  @Test
  @DisplayName("on a roofline throughput ends at the crossing times that of one sequence")
  void roofline() {
    Evidence evidence =
        sweep(false, b -> Math.max(reading(), multiplying(b, MadeUpEvidence.PREFILL)));

    Finding finding = reached(evidence);

    assertEquals(5 * 34 / 32.0, finding.prediction().value(), 1e-9);
    assertEquals(finding.prediction().value(), finding.measurement().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertEquals(6 * 34 / 32.0, atPeak(evidence).prediction().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, atPeak(evidence).verdict());
  }

  @Test
  @DisplayName("kernels that slow down in a batch refute it")
  void slowKernels() {
    Finding finding =
        reached(sweep(false, b -> Math.max(reading(), multiplying(b, MadeUpEvidence.PREFILL / 2))));

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertEquals(1, finding.error(), 1e-9);
  }

  @Test
  @DisplayName("a throughput that still rises at the end of the sweep is said to")
  void rising() {
    Finding finding = reached(sweep(false, b -> reading() + multiplying(b, 10e12)));

    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("still rises"), finding.remark());
  }

  @Test
  @DisplayName("weights in a cache are named, since the bandwidth is that of memory")
  void cached() {
    Finding finding = reached(sweep(true, b -> b * 1e-3));

    assertEquals(1, finding.measurement().value(), 1e-9);
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("fits in cache"), finding.remark());
  }

  @Test
  @DisplayName("no batch is smaller than one sequence")
  void atLeastOne() {
    assertEquals(1, BatchCrossing.crossing("", 4e9, Arithmetic.FLOAT32, 40e9, 100, 200).value());
  }
}
