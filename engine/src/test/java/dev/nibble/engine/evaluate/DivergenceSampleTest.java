package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of many divergences. */
final class DivergenceSampleTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "0.25, 1.75", "0.5, 3", "0.99, 9.82", "1, 10"})
  @DisplayName("a quantile lies between its neighbours, in proportion: type 7 of Hyndman and Fan")
  void quantiles(double q, double expected) {
    // 0.25 * 3 = 0.75: from 1, three quarters of the way to 2; the values of numpy.quantile.
    assertEquals(
        expected, DivergenceSample.quantile(new double[] {1, 2, 4, 10}, q), 1e-12, "of " + q);
  }

  @Test
  @DisplayName("the quantile of one value is that value, and of infinite ones it is a number")
  void quantilesAtTheEdge() {
    double infinite = Double.POSITIVE_INFINITY;
    assertEquals(5, DivergenceSample.quantile(new double[] {5}, 0.99));
    assertEquals(2, DivergenceSample.quantile(new double[] {1, 2, infinite}, 0.5));
    assertEquals(infinite, DivergenceSample.quantile(new double[] {1, infinite, infinite}, 0.75));
  }

  @Test
  @DisplayName("more values than the first memory holds are all counted, in whatever order")
  void growsWithTheSample() {
    DivergenceSample sample = new DivergenceSample();
    for (int i = 3000; i >= 0; i--) {
      sample.add(i, i % 3 == 0);
    }
    Divergence divergence = sample.summary();
    assertEquals(1500, divergence.mean());
    assertEquals(1500, divergence.median());
    assertEquals(2970, divergence.p99(), 1e-9);
    assertEquals(3000, divergence.max());
    assertEquals(1001.0 / 3001, divergence.topAgreement());
    // The variance of 0 to n is n (n + 2) / 12.
    assertEquals(Math.sqrt(3000.0 * 3002 / 12 / 3000), divergence.standardError(), 1e-9);
  }
}
