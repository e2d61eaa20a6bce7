package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;

import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.Rotation;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Rotary angles, a vector of pairs at a time, in the steps that every tier takes. */
final class VectorRotation {
  /** Lane {@code i} of the result is lane {@code i / 2}. */
  private static final VectorShuffle<Float> LOWER_TWICE = VectorShuffle.fromOp(F, i -> i / 2);

  /** Lane {@code i} of the result is lane {@code COUNT / 2 + i / 2}. */
  private static final VectorShuffle<Float> UPPER_TWICE =
      VectorShuffle.fromOp(F, i -> COUNT / 2 + i / 2);

  private static final VectorShuffle<Float> NEIGHBOUR = VectorShuffle.fromOp(F, i -> i ^ 1);

  /** The first of a pair loses what the second gains. */
  private static final FloatVector SIGNS =
      FloatVector.broadcast(F, 1).blend(-1, VectorMask.fromLong(F, 0x5555));

  private VectorRotation() {}

  static void rotate(float[] x, int from, int to, int heads, int headSize, Rotation rotation) {
    boolean halves = rotation.pairing() == Pairing.HALVES;
    int pairs = rotation.pairs();
    for (int t = from; t < to; t++) {
      for (int head = 0; head < heads; head++) {
        int offset = (t * heads + head) * headSize;
        if (halves) {
          rotateHalves(x, offset, rotation.cos(), rotation.sin(), t * pairs, pairs);
        } else {
          rotateNeighbours(x, offset, rotation.cos(), rotation.sin(), t * pairs, pairs);
        }
      }
    }
  }

  private static void rotateHalves(
      float[] x, int offset, float[] cos, float[] sin, int angle, int pairs) {
    int bound = F.loopBound(pairs);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector first = f32(x, offset + i);
      FloatVector second = f32(x, offset + pairs + i);
      FloatVector c = f32(cos, angle + i);
      FloatVector s = f32(sin, angle + i);
      first.mul(c).sub(second.mul(s)).intoArray(x, offset + i);
      first.mul(s).add(second.mul(c)).intoArray(x, offset + pairs + i);
    }
    for (int i = bound; i < pairs; i++) {
      rotatePair(x, offset + i, offset + pairs + i, cos[angle + i], sin[angle + i]);
    }
  }

  private static void rotateNeighbours(
      float[] x, int offset, float[] cos, float[] sin, int angle, int pairs) {
    int bound = F.loopBound(pairs);
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector c = f32(cos, angle + i);
      FloatVector s = f32(sin, angle + i);
      int at = offset + 2 * i;
      turn(x, at, c.rearrange(LOWER_TWICE), s.rearrange(LOWER_TWICE));
      turn(x, at + COUNT, c.rearrange(UPPER_TWICE), s.rearrange(UPPER_TWICE));
    }
    for (int i = bound; i < pairs; i++) {
      int at = offset + 2 * i;
      rotatePair(x, at, at + 1, cos[angle + i], sin[angle + i]);
    }
  }

  private static void turn(float[] x, int at, FloatVector cos, FloatVector sin) {
    FloatVector v = f32(x, at);
    FloatVector crossed = v.rearrange(NEIGHBOUR).mul(sin).mul(SIGNS);
    v.mul(cos).add(crossed).intoArray(x, at);
  }

  private static void rotatePair(float[] x, int i, int j, float cos, float sin) {
    float first = x[i];
    float second = x[j];
    x[i] = first * cos - second * sin;
    x[j] = first * sin + second * cos;
  }
}
