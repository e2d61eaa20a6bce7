package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.TokenLoops;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** The operations on tokens and elements, a vector of channels at a time. */
final class VectorLoops implements TokenLoops {
  /** What of a gate and its factor stays in the first level of cache. */
  private static final int GATE_FLOATS = 2048;

  @Override
  public void rmsNorm(float[] x, int from, int to, float[] weight, float epsilon, float[] y) {
    int width = weight.length;
    int bound = F.loopBound(width);
    for (int offset = from * width; offset < to * width; offset += width) {
      float squares = Dot.product(x, offset, x, offset, width);
      float scale = (float) (1 / Math.sqrt(squares / width + epsilon));
      int i = 0;
      for (; i < bound; i += F.length()) {
        f32(x, offset + i).mul(scale).mul(f32(weight, i)).intoArray(y, offset + i);
      }
      for (; i < width; i++) {
        y[offset + i] = x[offset + i] * scale * weight[i];
      }
    }
  }

  @Override
  public void layerNorm(
      float[] x, int from, int to, float[] weight, float[] bias, float epsilon, float[] y) {
    int width = weight.length;
    int bound = F.loopBound(width);
    for (int offset = from * width; offset < to * width; offset += width) {
      float mean = total(x, offset, width) / width;
      float squares = squaresAround(mean, x, offset, width);
      float scale = (float) (1 / Math.sqrt(squares / width + epsilon));
      int i = 0;
      for (; i < bound; i += F.length()) {
        FloatVector normed = f32(x, offset + i).sub(mean).mul(scale);
        normed.mul(f32(weight, i)).add(f32(bias, i)).intoArray(y, offset + i);
      }
      for (; i < width; i++) {
        y[offset + i] = (x[offset + i] - mean) * scale * weight[i] + bias[i];
      }
    }
  }

  private static float total(float[] x, int offset, int count) {
    int bound = F.loopBound(count);
    FloatVector sums = FloatVector.zero(F);
    for (int i = 0; i < bound; i += F.length()) {
      sums = sums.add(f32(x, offset + i));
    }
    float total = sum(sums);
    for (int i = bound; i < count; i++) {
      total += x[offset + i];
    }
    return total;
  }

  private static float squaresAround(float mean, float[] x, int offset, int count) {
    int bound = F.loopBound(count);
    FloatVector sums = FloatVector.zero(F);
    for (int i = 0; i < bound; i += F.length()) {
      FloatVector centred = f32(x, offset + i).sub(mean);
      sums = centred.fma(centred, sums);
    }
    float squares = sum(sums);
    for (int i = bound; i < count; i++) {
      squares += (x[offset + i] - mean) * (x[offset + i] - mean);
    }
    return squares;
  }

  @Override
  public void rope(float[] x, int from, int to, int heads, int headSize, Rotation rotation) {
    VectorRotation.rotate(x, from, to, heads, headSize, rotation);
  }

  @Override
  public void gate(Activation activation, float[] gate, float[] up, int from, int to) {
    for (int i = from; i < to; i += GATE_FLOATS) {
      int end = Math.min(i + GATE_FLOATS, to);
      activate(activation, gate, i, end);
      multiply(gate, up, i, end);
    }
  }

  /** Apart from what bends the gate: behind so much code C2 would box the vectors. */
  private static void multiply(float[] x, float[] factors, int from, int to) {
    int bound = from + F.loopBound(to - from);
    int i = from;
    for (; i < bound; i += F.length()) {
      f32(x, i).mul(f32(factors, i)).intoArray(x, i);
    }
    for (; i < to; i++) {
      x[i] *= factors[i];
    }
  }

  @Override
  public void activate(Activation activation, float[] x, int from, int to) {
    switch (activation) {
      case SILU -> silu(x, from, to);
      case GELU -> gelu(x, from, to);
    }
  }

  private static void silu(float[] x, int from, int to) {
    int bound = from + F.loopBound(to - from);
    int i = from;
    for (; i < bound; i += F.length()) {
      silu(f32(x, i)).intoArray(x, i);
    }
    if (i < to) {
      VectorMask<Float> rest = F.indexInRange(i, to);
      silu(FloatVector.fromArray(F, x, i, rest)).intoArray(x, i, rest);
    }
  }

  /** With {@code e = exp(-|x|)}: {@code x / (1 + e)} from 0 up, {@code x e / (1 + e)} below. */
  private static FloatVector silu(FloatVector x) {
    FloatVector e = VectorExp.expOfNegative(x.abs().neg());
    return x.blend(x.mul(e), x.compare(LT, 0)).div(e.add(1));
  }

  private static void gelu(float[] x, int from, int to) {
    int bound = from + F.loopBound(to - from);
    int i = from;
    for (; i < bound; i += F.length()) {
      FloatVector z = f32(x, i);
      FloatVector h = Halves.round(z);
      FloatVector cubic = h.mul(h).mul(Elementwise.GELU_CUBIC).add(1);
      FloatVector exponent = h.mul(Elementwise.GELU_SLOPE).mul(cubic);
      FloatVector bent = Halves.round(h.div(VectorExp.exp(exponent).add(1)));
      z.max(0).blend(bent, z.abs().compare(LT, Elementwise.GELU_RANGE)).intoArray(x, i);
    }
    for (; i < to; i++) {
      x[i] = Elementwise.gelu(x[i]);
    }
  }

  @Override
  public void softCap(float[] x, int from, int to, float cap) {
    int bound = from + F.loopBound(to - from);
    int i = from;
    for (; i < bound; i += F.length()) {
      VectorExp.tanh(f32(x, i).div(cap)).mul(cap).intoArray(x, i);
    }
    for (; i < to; i++) {
      x[i] = Elementwise.softCap(x[i], cap);
    }
  }

  @Override
  public void add(float[] x, float[] delta, int from, int to) {
    int bound = from + F.loopBound(to - from);
    int i = from;
    for (; i < bound; i += F.length()) {
      f32(x, i).add(f32(delta, i)).intoArray(x, i);
    }
    for (; i < to; i++) {
      x[i] += delta[i];
    }
  }
}
