package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.TokenLoops;

/** The operations on tokens and elements as plain loops. */
final class ScalarLoops implements TokenLoops {
  @Override
  public void rmsNorm(float[] x, int from, int to, float[] weight, float epsilon, float[] y) {
    int width = weight.length;
    for (int offset = from * width; offset < to * width; offset += width) {
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
      float[] x, int from, int to, float[] weight, float[] bias, float epsilon, float[] y) {
    int width = weight.length;
    for (int offset = from * width; offset < to * width; offset += width) {
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
  public void rope(float[] x, int from, int to, int heads, int headSize, Rotation rotation) {
    int pairs = rotation.pairs();
    boolean halves = rotation.pairing() == Pairing.HALVES;
    int step = halves ? 1 : 2;
    int distance = halves ? pairs : 1;
    for (int t = from; t < to; t++) {
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
  public void gate(Activation activation, float[] gate, float[] up, int from, int to) {
    activate(activation, gate, from, to);
    for (int i = from; i < to; i++) {
      gate[i] *= up[i];
    }
  }

  @Override
  public void activate(Activation activation, float[] x, int from, int to) {
    switch (activation) {
      case SILU -> {
        for (int i = from; i < to; i++) {
          x[i] = Elementwise.silu(x[i]);
        }
      }
      case GELU -> {
        for (int i = from; i < to; i++) {
          x[i] = Elementwise.gelu(x[i]);
        }
      }
    }
  }

  @Override
  public void softCap(float[] x, int from, int to, float cap) {
    for (int i = from; i < to; i++) {
      x[i] = Elementwise.softCap(x[i], cap);
    }
  }

  @Override
  public void add(float[] x, float[] delta, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] += delta[i];
    }
  }
}
