package dev.nibble.engine.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ExpTest {
  @Test
  void theResultIsWithinTwoUnitsInTheLastPlace() {
    for (int i = 0; i <= 2_000_000; i++) {
      float x = -87 + 175.7f * i / 2_000_000;
      double expected = Math.exp(x);
      double error = Math.abs(Exp.exp(x) - expected) / Math.ulp((float) expected);
      assertTrue(error <= 2, () -> "exp(" + x + ") is off by " + error + " ulp");
    }
  }

  @Test
  void tangentsAreWithinFourUnitsInTheLastPlaceHoweverSmall() {
    for (int i = -1_000_000; i <= 1_000_000; i++) {
      float x = i % 2 == 0 ? 12f * i / 1_000_000 : (float) Math.scalb(i / 1e6, -(i & 31));
      double expected = Math.tanh(x);
      double error = Math.abs(Exp.tanh(x) - expected) / Math.ulp((float) expected);
      assertTrue(error <= 4, () -> "tanh(" + x + ") is off by " + error + " ulp");
    }
    assertEquals(1, Exp.tanh(Float.POSITIVE_INFINITY));
    assertEquals(-1, Exp.tanh(-1e30f));
    assertEquals(Float.NaN, Exp.tanh(Float.NaN));
  }

  @Test
  void theEndsOfTheRangeAreZeroAndInfinity() {
    assertEquals(1, Exp.exp(0));
    assertEquals(0, Exp.exp(-104));
    assertEquals(0, Exp.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, Exp.exp(89));
    assertEquals(Float.POSITIVE_INFINITY, Exp.exp(Float.POSITIVE_INFINITY));
    assertEquals(Float.NaN, Exp.exp(Float.NaN));
    assertTrue(Exp.exp(88.72f) > 3e38f);
    assertEquals(Math.exp(-95), Exp.exp(-95), Float.MIN_VALUE);
  }
}
