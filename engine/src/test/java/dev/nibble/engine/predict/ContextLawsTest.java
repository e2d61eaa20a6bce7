package dev.nibble.engine.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What grows with the length of a sequence, and how. */
final class ContextLawsTest {
  private static final int LAYER_WEIGHTS = 106_168_320;
  private static final int LAYERS_BY_WIDTH = 30 * 576;

  private static Evidence sweep(IntToDoubleFunction seconds, long bytesOfAPosition) {
    List<ContextPoint> points =
        IntStream.rangeClosed(7, 12)
            .map(i -> 1 << i)
            .mapToObj(
                s -> new ContextPoint(s, seconds.applyAsDouble(s), 0.01, s * bytesOfAPosition))
            .toList();
    return MadeUpEvidence.withContexts(MadeUpEvidence.speed(260, false), points);
  }

  /** Time in proportion to operations: half of the positions are seen, on average. */
  private static double ofOperations(int tokens) {
    double multiplyAdds = (double) tokens * (LAYER_WEIGHTS + (double) LAYERS_BY_WIDTH * tokens);
    return multiplyAdds / MadeUpEvidence.PREFILL;
  }

  @Test
  @DisplayName("time in proportion to the length confirms O(T/n) from any shorter prompt")
  void linear() {
    Evidence evidence = sweep(s -> s * 1e-3, 100);

    Finding half = MadeUpEvidence.find(new PromptTime(), evidence, "tokens, time");
    Finding shortest =
        MadeUpEvidence.find(new PromptTime(), evidence, "tokens, time from the shortest");

    assertEquals(4.096, half.prediction().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, half.verdict());
    assertEquals(Verdict.CONFIRMED, shortest.verdict());
  }

  @Test
  @DisplayName("attention refutes O(T/n) from the shortest prompt on")
  void quadratic() {
    Finding shortest =
        MadeUpEvidence.find(
            new PromptTime(),
            sweep(ContextLawsTest::ofOperations, 100),
            "tokens, time from the shortest");

    assertEquals(Verdict.REFUTED, shortest.verdict());
    assertTrue(shortest.error() < -0.3, "" + shortest.error());
    assertTrue(shortest.remark().contains("ms in one of 4096: attention grows"), shortest.remark());
  }

  @Test
  @DisplayName("where time is that of the operations, the S^2 term has its share of it")
  void share() {
    Finding finding =
        MadeUpEvidence.find(
            new QuadraticShare(),
            sweep(ContextLawsTest::ofOperations, 100),
            "FLOPs, S^2 term in time");

    double attention = (double) LAYERS_BY_WIDTH * 4_096;
    assertEquals(attention / (attention + LAYER_WEIGHTS), finding.prediction().value(), 1e-9);
    assertEquals(finding.prediction().value(), finding.measurement().value(), 1e-9);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
  }

  @Test
  @DisplayName("attention that costs nothing refutes the S^2 term")
  void noShare() {
    Finding finding =
        MadeUpEvidence.find(
            new QuadraticShare(), sweep(s -> s * 1e-3, 100), "FLOPs, S^2 term in time");

    assertEquals(0, finding.measurement().value(), 1e-9);
    assertEquals(Verdict.REFUTED, finding.verdict());
  }

  @Test
  @DisplayName("attention at half the pace has twice the time for its operations")
  void slowAttention() {
    Finding finding =
        MadeUpEvidence.find(
            new QuadraticShare(),
            sweep(s -> s * (LAYER_WEIGHTS + 2.0 * LAYERS_BY_WIDTH * s) / 200e9, 100),
            "FLOPs, S^2 term in time");

    assertTrue(finding.remark().contains("at 0.50 times the pace"), finding.remark());
  }

  @Test
  @DisplayName("keys and values grow with the length exactly, or not at all as predicted")
  void keysAndValues() {
    Finding same = MadeUpEvidence.find(new KvGrowth(), sweep(s -> s, 46_080), "KV memory, growth");
    Finding less =
        MadeUpEvidence.find(
            new KvGrowth(),
            MadeUpEvidence.withContexts(
                MadeUpEvidence.speed(1, false),
                List.of(
                    new ContextPoint(128, 1, 1, 128 * 46_080L),
                    new ContextPoint(256, 1, 1, 255 * 46_080L))),
            "KV memory, growth");

    assertEquals(4_096.0 * 46_080, same.prediction().value());
    assertEquals(Verdict.CONFIRMED, same.verdict());
    assertEquals(Verdict.REFUTED, less.verdict());
  }

  @Test
  @DisplayName("a single length shows no growth, and nothing is claimed")
  void single() {
    Evidence evidence =
        MadeUpEvidence.withContexts(
            MadeUpEvidence.speed(1, false), List.of(new ContextPoint(128, 1, 1, 100)));

    assertEquals(List.of(), new PromptTime().check(evidence));
    assertEquals(List.of(), new QuadraticShare().check(evidence));
    assertEquals(List.of(), new KvGrowth().check(evidence));
  }
}
