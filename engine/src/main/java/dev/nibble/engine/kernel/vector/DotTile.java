package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;

import jdk.incubator.vector.FloatVector;

/**
 * Products of a band of decoded rows with many tokens: a tile of 4 rows by 4 tokens runs along the
 * columns with 16 accumulators, so that 8 loads feed 16 multiply-adds.
 */
final class DotTile {
  static final int ROWS = 4;
  static final int TOKENS = 4;

  private DotTile() {}

  /**
   * Computes {@code y[t][row + i] = sum over k of x[t][k] band[i][k]}.
   *
   * @param band {@code [count][columns]}
   * @param count rows in the band, 1 to 4
   * @param x {@code [tokens][columns]}
   * @param tokens how many tokens
   * @param columns length of a row
   * @param y {@code [tokens][stride]}
   * @param row where the band's first row goes
   * @param stride floats of a token in {@code y}
   */
  static void multiply(
      float[] band, int count, float[] x, int tokens, int columns, float[] y, int row, int stride) {
    int t = 0;
    if (count == ROWS) {
      for (; t <= tokens - TOKENS; t += TOKENS) {
        tile(band, x, t * columns, columns, y, t * stride + row, stride);
      }
    }
    for (; t < tokens; t++) {
      for (int i = 0; i < count; i++) {
        y[t * stride + row + i] = dot(band, i * columns, x, t * columns, columns);
      }
    }
  }

  /** The inner product of two arrays' parts. */
  static float dot(float[] a, int aOffset, float[] b, int bOffset, int count) {
    FloatVector sum = FloatVector.zero(F);
    int k = 0;
    for (; k < F.loopBound(count); k += F.length()) {
      sum = f32(a, aOffset + k).fma(f32(b, bOffset + k), sum);
    }
    float total = sum(sum);
    for (; k < count; k++) {
      total += a[aOffset + k] * b[bOffset + k];
    }
    return total;
  }

  private static void tile(
      float[] w, float[] x, int xOffset, int columns, float[] y, int yOffset, int stride) {
    FloatVector s00 = FloatVector.zero(F);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s22 = s00;
    FloatVector s23 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    FloatVector s32 = s00;
    FloatVector s33 = s00;
    int bound = F.loopBound(columns);
    for (int k = 0; k < bound; k += F.length()) {
      FloatVector w0 = f32(w, k);
      FloatVector w1 = f32(w, k + columns);
      FloatVector w2 = f32(w, k + 2 * columns);
      FloatVector w3 = f32(w, k + 3 * columns);
      FloatVector x0 = f32(x, xOffset + k);
      s00 = w0.fma(x0, s00);
      s10 = w1.fma(x0, s10);
      s20 = w2.fma(x0, s20);
      s30 = w3.fma(x0, s30);
      FloatVector x1 = f32(x, xOffset + k + columns);
      s01 = w0.fma(x1, s01);
      s11 = w1.fma(x1, s11);
      s21 = w2.fma(x1, s21);
      s31 = w3.fma(x1, s31);
      FloatVector x2 = f32(x, xOffset + k + 2 * columns);
      s02 = w0.fma(x2, s02);
      s12 = w1.fma(x2, s12);
      s22 = w2.fma(x2, s22);
      s32 = w3.fma(x2, s32);
      FloatVector x3 = f32(x, xOffset + k + 3 * columns);
      s03 = w0.fma(x3, s03);
      s13 = w1.fma(x3, s13);
      s23 = w2.fma(x3, s23);
      s33 = w3.fma(x3, s33);
    }
    y[yOffset] = sum(s00);
    y[yOffset + 1] = sum(s10);
    y[yOffset + 2] = sum(s20);
    y[yOffset + 3] = sum(s30);
    int y1 = yOffset + stride;
    y[y1] = sum(s01);
    y[y1 + 1] = sum(s11);
    y[y1 + 2] = sum(s21);
    y[y1 + 3] = sum(s31);
    int y2 = y1 + stride;
    y[y2] = sum(s02);
    y[y2 + 1] = sum(s12);
    y[y2 + 2] = sum(s22);
    y[y2 + 3] = sum(s32);
    int y3 = y2 + stride;
    y[y3] = sum(s03);
    y[y3 + 1] = sum(s13);
    y[y3 + 2] = sum(s23);
    y[y3 + 3] = sum(s33);
    if (bound < columns) {
      addTail(w, x, xOffset, bound, columns, y, yOffset, stride);
    }
  }

  private static void addTail(
      float[] w,
      float[] x,
      int xOffset,
      int from,
      int columns,
      float[] y,
      int yOffset,
      int stride) {
    for (int t = 0; t < TOKENS; t++) {
      for (int i = 0; i < ROWS; i++) {
        float sum = 0;
        for (int k = from; k < columns; k++) {
          sum += w[i * columns + k] * x[xOffset + t * columns + k];
        }
        y[yOffset + t * stride + i] += sum;
      }
    }
  }
}
