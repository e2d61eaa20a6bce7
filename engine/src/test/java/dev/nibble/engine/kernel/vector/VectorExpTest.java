package dev.nibble.engine.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.kernel.Exp;
import org.junit.jupiter.api.Test;

final class VectorExpTest {
  @Test
  void eachLaneIsTheScalarExponentialToTheBit() {
    float[] x = new float[Lanes.COUNT];
    float[] special = {
      0,
      -0f,
      1,
      -1,
      88.7f,
      88.73f,
      -87.3f,
      -87.4f,
      1e-30f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE
    };
    for (int step = 0; step < 20_000; step++) {
      for (int i = 0; i < x.length; i++) {
        int n = step * x.length + i;
        x[i] = n < special.length ? special[n] : -90 + 180 * (n % 99_991) / 99_991f;
      }
      float[] e = new float[x.length];
      VectorExp.exp(Lanes.f32(x, 0)).intoArray(e, 0);
      for (int i = 0; i < x.length; i++) {
        assertEquals(Exp.exp(x[i]), e[i], "exp of " + x[i]);
      }
      VectorExp.tanh(Lanes.f32(x, 0)).intoArray(e, 0);
      for (int i = 0; i < x.length; i++) {
        assertEquals(Exp.tanh(x[i]), e[i], "tanh of " + x[i]);
      }
    }
  }

  @Test
  void theExponentialOfNegativesIsTheExponential() {
    float[] x = new float[Lanes.COUNT];
    float[] e = new float[x.length];
    float[] special = {0, -0f, -1e-30f, -87.3f, -87.34f, -104, -1e30f, Float.NEGATIVE_INFINITY};
    for (int step = 0; step < 20_000; step++) {
      for (int i = 0; i < x.length; i++) {
        int n = step * x.length + i;
        x[i] = n < special.length ? special[n] : -90 * (n % 99_991) / 99_991f;
      }
      VectorExp.expOfNegative(Lanes.f32(x, 0)).intoArray(e, 0);
      for (int i = 0; i < x.length; i++) {
        double expected = Math.exp(x[i]);
        assertEquals(expected, e[i], 2e-7 * expected + Float.MIN_NORMAL, "exp of " + x[i]);
      }
    }
    VectorExp.expOfNegative(Lanes.f32(x, 0).mul(Float.NaN)).intoArray(e, 0);
    assertEquals(Float.NaN, e[0], "exp of NaN");
  }
}
