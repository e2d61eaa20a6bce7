package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.Exp;
import dev.nibble.engine.kernel.Inputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.PooledKernels;
import dev.nibble.engine.kernel.Rotation;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** The operations on vectors of {@link Lanes#BITS} bits. */
public final class VectorKernels extends PooledKernels {

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  public VectorKernels(int threads) {
    super(threads);
  }

  @Override
  public String id() {
    return "vector-" + Lanes.BITS;
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    return switch (tensor.type()) {
      case F32 -> new F32Matrix(tensor);
      case F16 -> new F16Matrix(tensor);
      case BF16 -> new Bf16Matrix(tensor);
      case Q8_0 -> new Q80Matrix(tensor);
      case Q4_0 -> new Q40Matrix(tensor);
      case Q4_K -> Lanes.COUNT < 8 ? new OtherMatrix(tensor) : new Q4KMatrix(tensor);
      case Q6_K -> Lanes.COUNT < 8 ? new OtherMatrix(tensor) : new Q6KMatrix(tensor);
      default -> new OtherMatrix(tensor);
    };
  }

  @Override
  protected int packingUnits(Matrix[] matrices, Inputs x) {
    for (Matrix matrix : matrices) {
      if (x.tokens() >= ((VectorMatrix) matrix).panelTokens()) {
        x.packed(TokenPanel.floats(x.tokens(), x.columns()));
        return TokenPanel.blocks(x.tokens());
      }
    }
    return 0;
  }

  @Override
  protected void pack(Inputs x, int unit) {
    TokenPanel.pack(x, unit);
  }

  @Override
  public void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y) {
    int width = weight.length;
    int bound = F.loopBound(width);
    for (int offset = 0; offset < tokens * width; offset += width) {
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
      float[] x, int tokens, float[] weight, float[] bias, float epsilon, float[] y) {
    int width = weight.length;
    int bound = F.loopBound(width);
    for (int offset = 0; offset < tokens * width; offset += width) {
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

  /** Shared with the scalar tier: a thousandth of the work, and the pairs are no neighbours. */
  @Override
  public void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    ScalarKernels.rotate(x, tokens, heads, headSize, rotation);
  }

  @Override
  protected void score(
      float[] q,
      int qOffset,
      int headSize,
      MemorySegment keys,
      long keyOffset,
      int stride,
      float[] scores,
      int from,
      int to) {
    for (int p = from; p < to; p++) {
      long key = (keyOffset + (long) (p - from) * stride) * Float.BYTES;
      scores[p] = dot(q, qOffset, keys, key, headSize);
    }
  }

  private static float dot(float[] x, int xOffset, MemorySegment w, long at, int count) {
    FloatVector sum = FloatVector.zero(F);
    int bound = F.loopBound(count);
    for (int i = 0; i < bound; i += F.length()) {
      sum = f32(w, at + (long) i * Float.BYTES).fma(f32(x, xOffset + i), sum);
    }
    float total = sum(sum);
    for (int i = bound; i < count; i++) {
      total += x[xOffset + i] * w.get(JAVA_FLOAT, at + (long) i * Float.BYTES);
    }
    return total;
  }

  @Override
  protected void softmax(float[] x, int count, float scale) {
    int bound = F.loopBound(count);
    float max = max(x, bound, count);
    FloatVector sums = FloatVector.zero(F);
    int i = 0;
    for (; i < bound; i += F.length()) {
      FloatVector e = VectorExp.exp(f32(x, i).sub(max).mul(scale));
      e.intoArray(x, i);
      sums = sums.add(e);
    }
    float sum = sum(sums);
    for (; i < count; i++) {
      x[i] = Exp.exp(scale * (x[i] - max));
      sum += x[i];
    }
    float normalizer = 1 / sum;
    for (i = 0; i < bound; i += F.length()) {
      f32(x, i).mul(normalizer).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] *= normalizer;
    }
  }

  private static float max(float[] x, int bound, int count) {
    FloatVector maxima = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < bound; i += F.length()) {
      maxima = maxima.max(f32(x, i));
    }
    float max = maxima.reduceLanes(MAX);
    for (int i = bound; i < count; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  @Override
  protected void addWeighted(
      float[] weights,
      int from,
      int to,
      MemorySegment values,
      long valueOffset,
      int stride,
      float[] out,
      int outOffset,
      int headSize) {
    for (int p = from; p < to; p++) {
      long value = (valueOffset + (long) (p - from) * stride) * Float.BYTES;
      addScaled(out, outOffset, weights[p], values, value, headSize);
    }
  }

  private static void addScaled(
      float[] out, int outOffset, float factor, MemorySegment w, long at, int count) {
    int bound = F.loopBound(count);
    FloatVector factors = FloatVector.broadcast(F, factor);
    for (int i = 0; i < bound; i += F.length()) {
      f32(w, at + (long) i * Float.BYTES)
          .fma(factors, f32(out, outOffset + i))
          .intoArray(out, outOffset + i);
    }
    for (int i = bound; i < count; i++) {
      out[outOffset + i] += factor * w.get(JAVA_FLOAT, at + (long) i * Float.BYTES);
    }
  }

  @Override
  public void gate(Activation activation, float[] gate, float[] up, int count) {
    activate(activation, gate, count);
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      f32(gate, i).mul(f32(up, i)).intoArray(gate, i);
    }
    for (; i < count; i++) {
      gate[i] *= up[i];
    }
  }

  @Override
  public void activate(Activation activation, float[] x, int count) {
    switch (activation) {
      case SILU -> silu(x, count);
      case GELU -> gelu(x, count);
    }
  }

  private static void silu(float[] x, int count) {
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      FloatVector z = f32(x, i);
      z.div(VectorExp.exp(z.neg()).add(1)).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] = Elementwise.silu(x[i]);
    }
  }

  private static void gelu(float[] x, int count) {
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      FloatVector z = f32(x, i);
      FloatVector h = Halves.round(z);
      FloatVector cubic = h.mul(h).mul(Elementwise.GELU_CUBIC).add(1);
      FloatVector exponent = h.mul(Elementwise.GELU_SLOPE).mul(cubic);
      FloatVector bent = Halves.round(h.div(VectorExp.exp(exponent).add(1)));
      z.max(0).blend(bent, z.abs().compare(LT, Elementwise.GELU_RANGE)).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] = Elementwise.gelu(x[i]);
    }
  }

  @Override
  public void softCap(float[] x, int count, float cap) {
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      VectorExp.tanh(f32(x, i).div(cap)).mul(cap).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] = Elementwise.softCap(x[i], cap);
    }
  }

  @Override
  public void add(float[] x, float[] delta, int count) {
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      f32(x, i).add(f32(delta, i)).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] += delta[i];
    }
  }
}
