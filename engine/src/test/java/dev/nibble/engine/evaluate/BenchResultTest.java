package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From times to what a row says. */
final class BenchResultTest {
  private static final Ceiling CEILING = new Ceiling("vector-512", 1, 50e9, 20e9);

  private static BenchResult of(long multiplyAdds, long bytesRead, Long... nanos) {
    return new BenchResult(
        new BenchTest(80, 20), Instant.EPOCH, List.of(nanos), true, multiplyAdds, bytesRead);
  }

  @Test
  @DisplayName("rates are those of the single repetitions, as llama-bench averages them")
  void rates() {
    BenchResult result = of(0, 0, 1_000_000_000L, 2_000_000_000L, 4_000_000_000L);
    assertEquals(List.of(100.0, 50.0, 25.0), result.rates());
    assertEquals(175.0 / 3, result.averageRate(), 1e-9);
    // The squares around 58.33 are 1736.1, 69.4 and 1111.1; two degrees of freedom.
    assertEquals(38.188, result.deviationRate(), 1e-3);
    assertEquals(7e9 / 3, result.averageNanos(), 1);
    assertEquals(1.5275e9, result.deviationNanos(), 1e5);
  }

  @Test
  @DisplayName("a single repetition deviates from nothing")
  void single() {
    assertEquals(0, of(0, 0, 5L).deviationRate());
    assertEquals(0, of(0, 0, 5L).deviationNanos());
  }

  @Test
  @DisplayName("half of the possible multiply-adds or bytes are half of the bound, and both add up")
  void bound() {
    assertEquals(0.5, of(25_000_000_000L, 0, 1_000_000_000L).shareOf(CEILING), 1e-9);
    assertEquals(0.5, of(0, 10_000_000_000L, 1_000_000_000L).shareOf(CEILING), 1e-9);
    assertEquals(0.5, of(25_000_000_000L, 10_000_000_000L, 2_000_000_000L).shareOf(CEILING), 1e-9);
  }

  @Test
  @DisplayName("of several sequences the nearer bound counts")
  void boundOfSeveral() {
    BenchResult result =
        new BenchResult(
            new BenchTest(0, 20, 4),
            Instant.EPOCH,
            List.of(2_000_000_000L),
            true,
            50_000_000_000L,
            10_000_000_000L);
    assertEquals(0.5, result.shareOf(CEILING), 1e-9);
  }
}
