package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;

import jdk.incubator.vector.FloatVector;

/**
 * The tile that all products of many tokens are made of: the outer products of 8 factors {@code w}
 * with 1 to 3 vectors {@code x}, summed over {@code k} in registers. The lanes hold neighbouring
 * tokens; a factor is one number, loaded into all lanes.
 *
 * <p>24 sums, 3 vectors and a factor fill 28 of 32 registers and need 11 loads for 24
 * multiply-adds: 57 of the machine's 58 GMAC/s with 3 vectors, 50 with 2 (one core of an AMD EPYC
 * Zen 4, JDK 25.0.3, 2026-11-22). Neighbouring factors of a row are neighbours in memory: with a
 * distance that is a variable C2 checks every index, and 57 become 45. The loops are written out,
 * since sums in an array would be boxed.
 */
final class PanelTile {
  /** Factors that go together. */
  static final int ROWS = 8;

  /** The most vectors that go together: with 16 registers more than one spill. */
  static final int VECTORS = Lanes.MANY_REGISTERS ? 3 : 1;

  private PanelTile() {}

  /**
   * Adds {@code y[i][j] += sum over k of w[wAt + i * wRow + k] x[k][j]}, for {@code i} below 8 and
   * {@code j} below {@code vectors * COUNT}.
   *
   * @param vectors 1 to {@link #VECTORS}
   * @param w the factors
   * @param wAt the first of them
   * @param wRow from one row's factor to the next row's
   * @param x {@code [steps][vectors * COUNT]}
   * @param xAt where {@code x} starts
   * @param steps how many {@code k}
   * @param y {@code [8][vectors * COUNT]}
   * @param yAt where {@code y} starts
   */
  static void add(
      int vectors,
      float[] w,
      int wAt,
      int wRow,
      float[] x,
      int xAt,
      int steps,
      float[] y,
      int yAt) {
    switch (vectors) {
      case 1 -> add1(w, wAt, wRow, x, xAt, steps, y, yAt);
      case 2 -> add2(w, wAt, wRow, x, xAt, steps, y, yAt);
      default -> add3(w, wAt, wRow, x, xAt, steps, y, yAt);
    }
  }

  private static void add1(
      float[] w, int wAt, int wRow, float[] x, int xAt, int steps, float[] y, int yAt) {
    FloatVector a0 = f32(y, yAt);
    FloatVector a1 = f32(y, yAt + COUNT);
    FloatVector a2 = f32(y, yAt + 2 * COUNT);
    FloatVector a3 = f32(y, yAt + 3 * COUNT);
    FloatVector a4 = f32(y, yAt + 4 * COUNT);
    FloatVector a5 = f32(y, yAt + 5 * COUNT);
    FloatVector a6 = f32(y, yAt + 6 * COUNT);
    FloatVector a7 = f32(y, yAt + 7 * COUNT);
    int p = xAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x0 = f32(x, p);
      FloatVector factor = FloatVector.broadcast(F, w[wAt + k]);
      a0 = factor.fma(x0, a0);
      factor = FloatVector.broadcast(F, w[wAt + k + wRow]);
      a1 = factor.fma(x0, a1);
      factor = FloatVector.broadcast(F, w[wAt + k + 2 * wRow]);
      a2 = factor.fma(x0, a2);
      factor = FloatVector.broadcast(F, w[wAt + k + 3 * wRow]);
      a3 = factor.fma(x0, a3);
      factor = FloatVector.broadcast(F, w[wAt + k + 4 * wRow]);
      a4 = factor.fma(x0, a4);
      factor = FloatVector.broadcast(F, w[wAt + k + 5 * wRow]);
      a5 = factor.fma(x0, a5);
      factor = FloatVector.broadcast(F, w[wAt + k + 6 * wRow]);
      a6 = factor.fma(x0, a6);
      factor = FloatVector.broadcast(F, w[wAt + k + 7 * wRow]);
      a7 = factor.fma(x0, a7);
      p += COUNT;
    }
    a0.intoArray(y, yAt);
    a1.intoArray(y, yAt + COUNT);
    a2.intoArray(y, yAt + 2 * COUNT);
    a3.intoArray(y, yAt + 3 * COUNT);
    a4.intoArray(y, yAt + 4 * COUNT);
    a5.intoArray(y, yAt + 5 * COUNT);
    a6.intoArray(y, yAt + 6 * COUNT);
    a7.intoArray(y, yAt + 7 * COUNT);
  }

  private static void add2(
      float[] w, int wAt, int wRow, float[] x, int xAt, int steps, float[] y, int yAt) {
    FloatVector a0 = f32(y, yAt);
    FloatVector b0 = f32(y, yAt + COUNT);
    FloatVector a1 = f32(y, yAt + 2 * COUNT);
    FloatVector b1 = f32(y, yAt + 3 * COUNT);
    FloatVector a2 = f32(y, yAt + 4 * COUNT);
    FloatVector b2 = f32(y, yAt + 5 * COUNT);
    FloatVector a3 = f32(y, yAt + 6 * COUNT);
    FloatVector b3 = f32(y, yAt + 7 * COUNT);
    FloatVector a4 = f32(y, yAt + 8 * COUNT);
    FloatVector b4 = f32(y, yAt + 9 * COUNT);
    FloatVector a5 = f32(y, yAt + 10 * COUNT);
    FloatVector b5 = f32(y, yAt + 11 * COUNT);
    FloatVector a6 = f32(y, yAt + 12 * COUNT);
    FloatVector b6 = f32(y, yAt + 13 * COUNT);
    FloatVector a7 = f32(y, yAt + 14 * COUNT);
    FloatVector b7 = f32(y, yAt + 15 * COUNT);
    int p = xAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x0 = f32(x, p);
      FloatVector x1 = f32(x, p + COUNT);
      FloatVector factor = FloatVector.broadcast(F, w[wAt + k]);
      a0 = factor.fma(x0, a0);
      b0 = factor.fma(x1, b0);
      factor = FloatVector.broadcast(F, w[wAt + k + wRow]);
      a1 = factor.fma(x0, a1);
      b1 = factor.fma(x1, b1);
      factor = FloatVector.broadcast(F, w[wAt + k + 2 * wRow]);
      a2 = factor.fma(x0, a2);
      b2 = factor.fma(x1, b2);
      factor = FloatVector.broadcast(F, w[wAt + k + 3 * wRow]);
      a3 = factor.fma(x0, a3);
      b3 = factor.fma(x1, b3);
      factor = FloatVector.broadcast(F, w[wAt + k + 4 * wRow]);
      a4 = factor.fma(x0, a4);
      b4 = factor.fma(x1, b4);
      factor = FloatVector.broadcast(F, w[wAt + k + 5 * wRow]);
      a5 = factor.fma(x0, a5);
      b5 = factor.fma(x1, b5);
      factor = FloatVector.broadcast(F, w[wAt + k + 6 * wRow]);
      a6 = factor.fma(x0, a6);
      b6 = factor.fma(x1, b6);
      factor = FloatVector.broadcast(F, w[wAt + k + 7 * wRow]);
      a7 = factor.fma(x0, a7);
      b7 = factor.fma(x1, b7);
      p += 2 * COUNT;
    }
    a0.intoArray(y, yAt);
    b0.intoArray(y, yAt + COUNT);
    a1.intoArray(y, yAt + 2 * COUNT);
    b1.intoArray(y, yAt + 3 * COUNT);
    a2.intoArray(y, yAt + 4 * COUNT);
    b2.intoArray(y, yAt + 5 * COUNT);
    a3.intoArray(y, yAt + 6 * COUNT);
    b3.intoArray(y, yAt + 7 * COUNT);
    a4.intoArray(y, yAt + 8 * COUNT);
    b4.intoArray(y, yAt + 9 * COUNT);
    a5.intoArray(y, yAt + 10 * COUNT);
    b5.intoArray(y, yAt + 11 * COUNT);
    a6.intoArray(y, yAt + 12 * COUNT);
    b6.intoArray(y, yAt + 13 * COUNT);
    a7.intoArray(y, yAt + 14 * COUNT);
    b7.intoArray(y, yAt + 15 * COUNT);
  }

  private static void add3(
      float[] w, int wAt, int wRow, float[] x, int xAt, int steps, float[] y, int yAt) {
    FloatVector a0 = f32(y, yAt);
    FloatVector b0 = f32(y, yAt + COUNT);
    FloatVector c0 = f32(y, yAt + 2 * COUNT);
    FloatVector a1 = f32(y, yAt + 3 * COUNT);
    FloatVector b1 = f32(y, yAt + 4 * COUNT);
    FloatVector c1 = f32(y, yAt + 5 * COUNT);
    FloatVector a2 = f32(y, yAt + 6 * COUNT);
    FloatVector b2 = f32(y, yAt + 7 * COUNT);
    FloatVector c2 = f32(y, yAt + 8 * COUNT);
    FloatVector a3 = f32(y, yAt + 9 * COUNT);
    FloatVector b3 = f32(y, yAt + 10 * COUNT);
    FloatVector c3 = f32(y, yAt + 11 * COUNT);
    FloatVector a4 = f32(y, yAt + 12 * COUNT);
    FloatVector b4 = f32(y, yAt + 13 * COUNT);
    FloatVector c4 = f32(y, yAt + 14 * COUNT);
    FloatVector a5 = f32(y, yAt + 15 * COUNT);
    FloatVector b5 = f32(y, yAt + 16 * COUNT);
    FloatVector c5 = f32(y, yAt + 17 * COUNT);
    FloatVector a6 = f32(y, yAt + 18 * COUNT);
    FloatVector b6 = f32(y, yAt + 19 * COUNT);
    FloatVector c6 = f32(y, yAt + 20 * COUNT);
    FloatVector a7 = f32(y, yAt + 21 * COUNT);
    FloatVector b7 = f32(y, yAt + 22 * COUNT);
    FloatVector c7 = f32(y, yAt + 23 * COUNT);
    int p = xAt;
    for (int k = 0; k < steps; k++) {
      FloatVector x0 = f32(x, p);
      FloatVector x1 = f32(x, p + COUNT);
      FloatVector x2 = f32(x, p + 2 * COUNT);
      FloatVector factor = FloatVector.broadcast(F, w[wAt + k]);
      a0 = factor.fma(x0, a0);
      b0 = factor.fma(x1, b0);
      c0 = factor.fma(x2, c0);
      factor = FloatVector.broadcast(F, w[wAt + k + wRow]);
      a1 = factor.fma(x0, a1);
      b1 = factor.fma(x1, b1);
      c1 = factor.fma(x2, c1);
      factor = FloatVector.broadcast(F, w[wAt + k + 2 * wRow]);
      a2 = factor.fma(x0, a2);
      b2 = factor.fma(x1, b2);
      c2 = factor.fma(x2, c2);
      factor = FloatVector.broadcast(F, w[wAt + k + 3 * wRow]);
      a3 = factor.fma(x0, a3);
      b3 = factor.fma(x1, b3);
      c3 = factor.fma(x2, c3);
      factor = FloatVector.broadcast(F, w[wAt + k + 4 * wRow]);
      a4 = factor.fma(x0, a4);
      b4 = factor.fma(x1, b4);
      c4 = factor.fma(x2, c4);
      factor = FloatVector.broadcast(F, w[wAt + k + 5 * wRow]);
      a5 = factor.fma(x0, a5);
      b5 = factor.fma(x1, b5);
      c5 = factor.fma(x2, c5);
      factor = FloatVector.broadcast(F, w[wAt + k + 6 * wRow]);
      a6 = factor.fma(x0, a6);
      b6 = factor.fma(x1, b6);
      c6 = factor.fma(x2, c6);
      factor = FloatVector.broadcast(F, w[wAt + k + 7 * wRow]);
      a7 = factor.fma(x0, a7);
      b7 = factor.fma(x1, b7);
      c7 = factor.fma(x2, c7);
      p += 3 * COUNT;
    }
    a0.intoArray(y, yAt);
    b0.intoArray(y, yAt + COUNT);
    c0.intoArray(y, yAt + 2 * COUNT);
    a1.intoArray(y, yAt + 3 * COUNT);
    b1.intoArray(y, yAt + 4 * COUNT);
    c1.intoArray(y, yAt + 5 * COUNT);
    a2.intoArray(y, yAt + 6 * COUNT);
    b2.intoArray(y, yAt + 7 * COUNT);
    c2.intoArray(y, yAt + 8 * COUNT);
    a3.intoArray(y, yAt + 9 * COUNT);
    b3.intoArray(y, yAt + 10 * COUNT);
    c3.intoArray(y, yAt + 11 * COUNT);
    a4.intoArray(y, yAt + 12 * COUNT);
    b4.intoArray(y, yAt + 13 * COUNT);
    c4.intoArray(y, yAt + 14 * COUNT);
    a5.intoArray(y, yAt + 15 * COUNT);
    b5.intoArray(y, yAt + 16 * COUNT);
    c5.intoArray(y, yAt + 17 * COUNT);
    a6.intoArray(y, yAt + 18 * COUNT);
    b6.intoArray(y, yAt + 19 * COUNT);
    c6.intoArray(y, yAt + 20 * COUNT);
    a7.intoArray(y, yAt + 21 * COUNT);
    b7.intoArray(y, yAt + 22 * COUNT);
    c7.intoArray(y, yAt + 23 * COUNT);
  }
}
