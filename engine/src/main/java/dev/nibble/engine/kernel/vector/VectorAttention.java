package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.MAX;

import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvRun;
import dev.nibble.engine.kernel.AttentionShape;
import dev.nibble.engine.kernel.Exp;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Attention of one query head: scores over all positions, their softmax, the weighted values. */
final class VectorAttention {
  private VectorAttention() {}

  static void attend(
      AttentionShape shape,
      int head,
      float[] q,
      int qOffset,
      KvCache cache,
      int layer,
      int positions,
      float[] out,
      float[] scores) {
    int headSize = shape.headSize();
    long stride = (long) shape.kvWidth() * Float.BYTES;
    long kvOffset = (long) shape.kvHead(head) * headSize * Float.BYTES;
    for (int done = 0; done < positions; ) {
      KvRun run = cache.run(layer, done);
      int count = Math.min(run.positions(), positions - done);
      for (int p = 0; p < count; p++) {
        float product = dot(q, qOffset, run.keys(), kvOffset + p * stride, headSize);
        scores[done + p] = shape.scale() * product;
      }
      done += count;
    }
    softmax(scores, positions);
    for (int i = 0; i < headSize; i++) {
      out[qOffset + i] = 0;
    }
    for (int done = 0; done < positions; ) {
      KvRun run = cache.run(layer, done);
      int count = Math.min(run.positions(), positions - done);
      for (int p = 0; p < count; p++) {
        addScaled(out, qOffset, scores[done + p], run.values(), kvOffset + p * stride, headSize);
      }
      done += count;
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

  private static void softmax(float[] x, int count) {
    int bound = F.loopBound(count);
    float max = max(x, bound, count);
    FloatVector sums = FloatVector.zero(F);
    int i = 0;
    for (; i < bound; i += F.length()) {
      FloatVector e = VectorExp.exp(f32(x, i).sub(max));
      e.intoArray(x, i);
      sums = sums.add(e);
    }
    float sum = sums.reduceLanes(ADD);
    for (; i < count; i++) {
      x[i] = Exp.exp(x[i] - max);
      sum += x[i];
    }
    float scale = 1 / sum;
    for (i = 0; i < bound; i += F.length()) {
      f32(x, i).mul(scale).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] *= scale;
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
}
