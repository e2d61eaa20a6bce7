package dev.nibble.engine.kernel.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.Exp;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.PooledKernels;
import dev.nibble.engine.kernel.Rotation;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.lang.foreign.MemorySegment;

/** The operations as plain loops. */
public final class ScalarKernels extends PooledKernels {

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  public ScalarKernels(int threads) {
    super(threads);
  }

  @Override
  public String id() {
    return "scalar";
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    return new ScalarMatrix(tensor, BlockFormat.of(tensor.type()).orElseThrow());
  }

  @Override
  public void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y) {
    int width = weight.length;
    for (int offset = 0; offset < tokens * width; offset += width) {
      float squares = 0;
      for (int i = 0; i < width; i++) {
        squares += x[offset + i] * x[offset + i];
      }
      float scale = (float) (1 / Math.sqrt(squares / width + epsilon));
      for (int i = 0; i < width; i++) {
        y[offset + i] = x[offset + i] * scale * weight[i];
      }
    }
  }

  @Override
  public void layerNorm(
      float[] x, int tokens, float[] weight, float[] bias, float epsilon, float[] y) {
    int width = weight.length;
    for (int offset = 0; offset < tokens * width; offset += width) {
      float sum = 0;
      for (int i = 0; i < width; i++) {
        sum += x[offset + i];
      }
      float mean = sum / width;
      float squares = 0;
      for (int i = 0; i < width; i++) {
        float centred = x[offset + i] - mean;
        squares += centred * centred;
      }
      float scale = (float) (1 / Math.sqrt(squares / width + epsilon));
      for (int i = 0; i < width; i++) {
        y[offset + i] = (x[offset + i] - mean) * scale * weight[i] + bias[i];
      }
    }
  }

  @Override
  public void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    rotate(x, tokens, heads, headSize, rotation);
  }

  /** See {@link #rope}; tiers without a faster way share it. */
  public static void rotate(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    int pairs = rotation.pairs();
    boolean halves = rotation.pairing() == Pairing.HALVES;
    int step = halves ? 1 : 2;
    int distance = halves ? pairs : 1;
    for (int t = 0; t < tokens; t++) {
      for (int head = 0; head < heads; head++) {
        int offset = (t * heads + head) * headSize;
        for (int pair = 0; pair < pairs; pair++) {
          float cos = rotation.cos()[t * pairs + pair];
          float sin = rotation.sin()[t * pairs + pair];
          int i = offset + step * pair;
          float first = x[i];
          float second = x[i + distance];
          x[i] = first * cos - second * sin;
          x[i + distance] = first * sin + second * cos;
        }
      }
    }
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
      long key = keyOffset + (long) (p - from) * stride;
      scores[p] = dot(q, qOffset, keys, key, headSize);
    }
  }

  private static float dot(float[] x, int xOffset, MemorySegment w, long wIndex, int count) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      sum0 += x[xOffset + i] * w.getAtIndex(JAVA_FLOAT, wIndex + i);
      sum1 += x[xOffset + i + 1] * w.getAtIndex(JAVA_FLOAT, wIndex + i + 1);
      sum2 += x[xOffset + i + 2] * w.getAtIndex(JAVA_FLOAT, wIndex + i + 2);
      sum3 += x[xOffset + i + 3] * w.getAtIndex(JAVA_FLOAT, wIndex + i + 3);
    }
    for (; i < count; i++) {
      sum0 += x[xOffset + i] * w.getAtIndex(JAVA_FLOAT, wIndex + i);
    }
    return sum0 + sum1 + (sum2 + sum3);
  }

  @Override
  protected void softmax(float[] x, int count, float scale) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, x[i]);
    }
    for (int i = 0; i < count; i++) {
      x[i] = Exp.exp(scale * (x[i] - max));
    }
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[i];
    }
    float normalizer = 1 / sum;
    for (int i = 0; i < count; i++) {
      x[i] *= normalizer;
    }
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
      long value = valueOffset + (long) (p - from) * stride;
      for (int i = 0; i < headSize; i++) {
        out[outOffset + i] += weights[p] * values.getAtIndex(JAVA_FLOAT, value + i);
      }
    }
  }

  @Override
  public void gate(Activation activation, float[] gate, float[] up, int count) {
    activate(activation, gate, count);
    for (int i = 0; i < count; i++) {
      gate[i] *= up[i];
    }
  }

  @Override
  public void activate(Activation activation, float[] x, int count) {
    switch (activation) {
      case SILU -> {
        for (int i = 0; i < count; i++) {
          x[i] = Elementwise.silu(x[i]);
        }
      }
      case GELU -> {
        for (int i = 0; i < count; i++) {
          x[i] = Elementwise.gelu(x[i]);
        }
      }
    }
  }

  @Override
  public void softCap(float[] x, int count, float cap) {
    for (int i = 0; i < count; i++) {
      x[i] = Elementwise.softCap(x[i], cap);
    }
  }

  @Override
  public void add(float[] x, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      x[i] += delta[i];
    }
  }
}
