package dev.nibble.engine.kernel.vector;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.LSHL;

import dev.nibble.engine.kernel.Exp;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** {@link Exp} in all lanes at once, by the same steps. */
final class VectorExp {
  private VectorExp() {}

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.min(Exp.MAX_ARGUMENT).max(Exp.MIN_ARGUMENT);
    FloatVector whole = whole(bounded);
    FloatVector mantissa = minusOneNearZero(rest(bounded, whole)).add(1);
    IntVector n = (IntVector) whole.convert(F2I, 0);
    IntVector half = n.lanewise(ASHR, 1);
    return mantissa.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
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
