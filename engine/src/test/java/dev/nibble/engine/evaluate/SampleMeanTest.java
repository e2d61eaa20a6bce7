package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Mean and standard error of samples small enough for pen and paper. */
final class SampleMeanTest {
  private static SampleMean of(double... values) {
    SampleMean mean = new SampleMean();
    DoubleStream.of(values).forEach(mean::add);
    return mean;
  }

  @Test
  void aSampleOfThree() {
    SampleMean mean = of(1, 2, 6);
    assertEquals(3, mean.count());
    assertEquals(3, mean.mean());
    // E[x^2] = 41/3, variance 14/3, over n - 1 = 2.
    assertEquals(Math.sqrt(7.0 / 3), mean.standardError(), 1e-12);
  }

  @Test
  void nothingDeviatesInASampleOfOne() {
    assertEquals(0, of(5).standardError());
  }

  @Test
  void aVarianceThatRoundsBelowZeroIsNone() {
    assertEquals(0, of(0.1, 0.1, 0.1).standardError(), 1e-8);
  }
}
