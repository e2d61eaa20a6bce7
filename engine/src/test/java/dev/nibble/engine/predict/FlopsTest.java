package dev.nibble.engine.predict;

import static dev.nibble.engine.predict.Held.finding;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.predict.evidence.CountedWork;
import dev.nibble.engine.predict.evidence.CountedWorkCollector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of the bundled model's work, against what its kernels count. */
final class FlopsTest {
  private static final int PROMPT = 100;
  private static CountedWork work;

  @BeforeAll
  static void count() throws IOException {
    work =
        new CountedWorkCollector(TestModels.bundled(), EngineOptions.defaults(), "One day, Tom ")
            .collect(PROMPT, Duration.ZERO);
  }

  private static List<Finding> check(CountedWork counted) throws IOException {
    return new Flops().check(Held.of(Facts.bundled(), null, counted, null, null, List.of()));
  }

  @Test
  @DisplayName("operations of a token and of a prompt are what kernels count, to the last one")
  void exact() throws IOException {
    for (String name : List.of("FLOPs", "FLOPs, prompt", "FLOPs, S^2 term")) {
      assertEquals(Verdict.CONFIRMED, finding(check(work), name).verdict(), name);
    }
    assertEquals(
        2.0 * 278_528 + 4.0 * 5 * 64 * (PROMPT + 1),
        finding(check(work), "FLOPs").measurement().value());
  }

  @Test
  @DisplayName("2 P alone leaves attention out, and the remark says how much that is")
  void weightsAlone() throws IOException {
    Finding finding = finding(check(work), "FLOPs, 2 P alone");

    assertEquals(2.0 * 279_232, finding.prediction().value());
    assertEquals(Verdict.REFUTED, finding.verdict());
    assertTrue(finding.remark().contains("is 18.8 % of"), finding.remark());
  }

  @Test
  @DisplayName("S^2 as textbooks have it counts what comes later in the text too")
  void square() throws IOException {
    Finding finding = finding(check(work), "FLOPs, S^2 term, textbook");

    assertEquals(2.0 * PROMPT / (PROMPT + 1), 1 + finding.error(), 1e-9);
    assertEquals(Verdict.REFUTED, finding.verdict());
  }

  @Test
  @DisplayName("a single multiply-add more is seen")
  void oneMore() throws IOException {
    CountedWork more =
        new CountedWork(
            work.promptTokens(),
            work.promptProducts(),
            work.promptAttention(),
            work.tokenPosition(),
            work.tokenProducts() + 1,
            work.tokenAttention(),
            work.tokenWeightBytes(),
            work.tokenKvBytes(),
            work.promptSeconds());

    assertEquals(Verdict.REFUTED, finding(check(more), "FLOPs").verdict());
  }

  @Test
  @DisplayName("the machine's peak is a limit, and the remark says what was achieved")
  void leastTime() throws IOException {
    double flops = 2.0 * (work.promptProducts() + work.promptAttention());
    CountedWork half =
        new CountedWork(
            PROMPT, work.promptProducts(), work.promptAttention(), PROMPT, 0, 0, 0, 0, flops / 1e9);
    Finding finding = finding(check(half), "FLOPs, least time of a prompt");

    assertEquals(flops / 2e9, finding.prediction().value(), 1e-12);
    assertEquals(Verdict.CONFIRMED, finding.verdict());
    assertEquals("1.000 GFLOP/s of 2.000 in float32 are achieved, 50.0 %", finding.remark());
  }
}
