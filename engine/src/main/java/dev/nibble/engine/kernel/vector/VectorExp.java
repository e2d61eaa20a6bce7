package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.nibble.engine.kernel.Exp;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** {@link Exp} in all lanes at once, by the same steps. */
final class VectorExp {
  private static final FloatVector LOG2_E = FloatVector.broadcast(F, Exp.LOG2_E);
  private static final FloatVector ROUNDER = FloatVector.broadcast(F, Exp.ROUNDER);
  private static final FloatVector MINUS_LN2_HIGH = FloatVector.broadcast(F, -Exp.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = FloatVector.broadcast(F, -Exp.LN2_LOW);
  private static final FloatVector C7 = FloatVector.broadcast(F, Exp.C7);
  private static final FloatVector C6 = FloatVector.broadcast(F, Exp.C6);
  private static final FloatVector C5 = FloatVector.broadcast(F, Exp.C5);
  private static final FloatVector C4 = FloatVector.broadcast(F, Exp.C4);
  private static final FloatVector C3 = FloatVector.broadcast(F, Exp.C3);
  private static final FloatVector C2 = FloatVector.broadcast(F, Exp.C2);
  private static final FloatVector ONE = FloatVector.broadcast(F, 1);

  private VectorExp() {}

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.min(Exp.MAX_ARGUMENT).max(Exp.MIN_ARGUMENT);
    FloatVector whole = whole(bounded);
    FloatVector mantissa = minusOneNearZero(rest(bounded, whole)).add(1);
    IntVector n = (IntVector) whole.convert(F2I, 0);
    IntVector half = n.lanewise(ASHR, 1);
    return mantissa.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
  }

  /**
   * The exponential of numbers that are 0 or less, {@code -infinity} too, in half the steps; 0
   * where it would be no normal number.
   */
  static FloatVector expOfNegative(FloatVector x) {
    FloatVector shifted = x.fma(LOG2_E, ROUNDER);
    FloatVector whole = shifted.sub(ROUNDER);
    FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, x));
    FloatVector p = r.fma(C7, C6);
    p = p.fma(r, C5);
    p = p.fma(r, C4);
    p = p.fma(r, C3);
    p = p.fma(r, C2);
    p = p.fma(r, ONE);
    p = p.fma(r, ONE);
    IntVector exponent = shifted.reinterpretAsInts().lanewise(LSHL, 23);
    FloatVector power = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    return power.blend(0, x.compare(LT, Exp.LEAST_NORMAL_ARGUMENT));
  }

  /**
   * Replaces numbers by the exponentials of their distances to the largest. The steps of {@link
   * #expOfNegative(FloatVector)} stand here once more: C2 does not inline a method of that size
   * where it was compiled by itself before, and then makes an object of each vector.
   *
   * @param x where the numbers stand
   * @param from the first
   * @param to past the last, whole vectors of them
   * @param largest at least as large as each
   * @param scale what distances are multiplied with
   * @return the sum of the exponentials
   */
  static float expOfDistances(float[] x, int from, int to, float largest, float scale) {
    FloatVector sums = FloatVector.zero(F);
    for (int i = from; i < to; i += COUNT) {
      FloatVector distance = FloatVector.fromArray(F, x, i).sub(largest).mul(scale);
      FloatVector shifted = distance.fma(LOG2_E, ROUNDER);
      FloatVector whole = shifted.sub(ROUNDER);
      FloatVector r = whole.fma(MINUS_LN2_LOW, whole.fma(MINUS_LN2_HIGH, distance));
      FloatVector p = r.fma(C7, C6);
      p = p.fma(r, C5);
      p = p.fma(r, C4);
      p = p.fma(r, C3);
      p = p.fma(r, C2);
      p = p.fma(r, ONE);
      p = p.fma(r, ONE);
      IntVector exponent = shifted.reinterpretAsInts().lanewise(LSHL, 23);
      FloatVector power = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
      FloatVector e = power.blend(0, distance.compare(LT, Exp.LEAST_NORMAL_ARGUMENT));
      e.intoArray(x, i);
      sums = sums.add(e);
    }
    return sums.reduceLanes(ADD);
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector bounded = x.mul(2).min(Exp.MAX_TANH_ARGUMENT).max(-Exp.MAX_TANH_ARGUMENT);
    FloatVector whole = whole(bounded);
    FloatVector scale = powerOfTwo((IntVector) whole.convert(F2I, 0));
    FloatVector minusOne = minusOneNearZero(rest(bounded, whole)).mul(scale).add(scale.sub(1));
    return minusOne.div(minusOne.add(2));
  }

  private static FloatVector whole(FloatVector x) {
    return x.mul(Exp.LOG2_E).add(Exp.ROUNDER).sub(Exp.ROUNDER);
  }

  private static FloatVector rest(FloatVector x, FloatVector whole) {
    return x.sub(whole.mul(Exp.LN2_HIGH)).sub(whole.mul(Exp.LN2_LOW));
  }

  private static FloatVector minusOneNearZero(FloatVector r) {
    FloatVector p = r.mul(Exp.C7).add(Exp.C6);
    p = p.mul(r).add(Exp.C5);
    p = p.mul(r).add(Exp.C4);
    p = p.mul(r).add(Exp.C3);
    p = p.mul(r).add(Exp.C2);
    return p.mul(r).mul(r).add(r);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
  }
}
