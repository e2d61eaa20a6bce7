package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a speed counts as measured. */
final class SettlingRateTest {
  private static SettlingRate of(double... rates) {
    SettlingRate rate = new SettlingRate();
    DoubleStream.of(rates).forEach(rate::add);
    return rate;
  }

  @Test
  @DisplayName("it takes six repetitions that agree")
  void needsSix() {
    assertFalse(of(100, 100, 100, 100, 100).settled());
    assertTrue(of(100, 100, 100, 100, 100, 100).settled());
  }

  @Test
  @DisplayName("a speed that still grows by more than three per cent has not settled")
  void stillGrowing() {
    assertFalse(of(100, 100, 100, 104, 104, 104).settled());
    assertTrue(of(100, 100, 100, 103, 103, 103).settled());
    assertFalse(of(104, 104, 104, 100, 100, 100).settled());
  }

  @Test
  @DisplayName("a single slow repetition changes nothing")
  void outliers() {
    SettlingRate rate = of(1, 50, 100, 20, 101, 100, 3, 102);
    assertTrue(rate.settled());
    assertEquals(100, rate.last());
  }

  @Test
  @DisplayName("three windows agree where the highest and the lowest do")
  void threeWindows() {
    SettlingRate rate = new SettlingRate(3, 1);
    for (double value : new double[] {100, 102}) {
      rate.add(value);
      assertFalse(rate.settled());
    }
    rate.add(104);
    assertFalse(rate.settled());
    rate.add(103);
    assertTrue(rate.settled());
    assertEquals(103, rate.last());
  }

  @Test
  @DisplayName("fewer than three repetitions have a median too")
  void few() {
    assertEquals(7, of(7).last());
    assertEquals(8, of(7, 9).last());
  }
}
