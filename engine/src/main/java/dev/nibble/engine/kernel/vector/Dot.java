package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import jdk.incubator.vector.FloatVector;

/** Inner products of arrays' parts. */
final class Dot {
  private Dot() {}

  /** The inner product of {@code count} floats from {@code aOffset} and {@code bOffset} on. */
  static float product(float[] a, int aOffset, float[] b, int bOffset, int count) {
    FloatVector sum0 = FloatVector.zero(F);
    FloatVector sum1 = sum0;
    int pairs = count - count % (2 * F.length());
    int k = 0;
    for (; k < pairs; k += 2 * F.length()) {
      sum0 = f32(a, aOffset + k).fma(f32(b, bOffset + k), sum0);
      sum1 = f32(a, aOffset + k + F.length()).fma(f32(b, bOffset + k + F.length()), sum1);
    }
    float total = sum(sum0.add(sum1));
    for (; k < count; k++) {
      total += a[aOffset + k] * b[bOffset + k];
    }
    return total;
  }
}
