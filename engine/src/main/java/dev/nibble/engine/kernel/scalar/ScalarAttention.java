package dev.nibble.engine.kernel.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvRun;
import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.Exp;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Attention as it is defined, a head and a token at a time. */
final class ScalarAttention {
  private ScalarAttention() {}

  /** All tokens of a range of query heads. */
  static void attend(AttentionInputs in, int fromHead, int toHead, Workspace workspace) {
    for (int head = fromHead; head < toHead; head++) {
      for (int t = 0; t < in.tokens(); t++) {
        attendToken(in, head, t, workspace);
      }
    }
  }

  private static void attendToken(AttentionInputs in, int head, int t, Workspace workspace) {
    AttentionShape shape = in.shape();
    int headSize = shape.headSize();
    int at = t * shape.width() + head * headSize;
    long kvOffset = (long) shape.kvHead(head) * headSize;
    int first = shape.firstSeen(in.position() + t);
    int seen = in.position() + t + 1 - first;
    float[] scores = workspace.floats(seen);
    int to;
    for (int from = 0; from < seen; from = to) {
      KvRun run = in.run(first + from);
      to = Math.min(from + run.positions(), seen);
      for (int p = from; p < to; p++) {
        long key = kvOffset + (long) (p - from) * shape.kvWidth();
        scores[p] = shape.scale() * dot(in.queries(), at, run.keys(), key, headSize);
      }
    }
    if (shape.softCap() > 0) {
      for (int p = 0; p < seen; p++) {
        scores[p] = Elementwise.softCap(scores[p], shape.softCap());
      }
    }
    softmax(scores, seen);
    Arrays.fill(in.out(), at, at + headSize, 0);
    for (int from = 0; from < seen; from = to) {
      KvRun run = in.run(first + from);
      to = Math.min(from + run.positions(), seen);
      for (int p = from; p < to; p++) {
        long value = kvOffset + (long) (p - from) * shape.kvWidth();
        addScaled(in.out(), at, scores[p], run.values(), value, headSize);
      }
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

  /** {@code x = exp(x - max) / sum}, the maximum subtracted so that nothing overflows. */
  private static void softmax(float[] x, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, x[i]);
    }
    for (int i = 0; i < count; i++) {
      x[i] = Exp.exp(x[i] - max);
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

  private static void addScaled(
      float[] out, int outOffset, float factor, MemorySegment w, long wIndex, int count) {
    for (int i = 0; i < count; i++) {
      out[outOffset + i] += factor * w.getAtIndex(JAVA_FLOAT, wIndex + i);
    }
  }
}
