package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.Exp;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention as it is defined, a head and a token at a time.
 *
 * <p>An instance serves one worker.
 */
final class ScalarAttention {
  private AttentionInputs in;
  private AttentionShape shape;
  private KvCache cache;

  /** The scores, and behind them one position's channels: whole blocks that hold a head's. */
  private float[] scratch;

  private int channelsAt;

  /** All tokens of a sequence, for a range of query heads. */
  void attend(AttentionInputs in, int sequence, int fromHead, int toHead, Workspace workspace) {
    this.in = in;
    shape = in.shape();
    cache = in.cache(sequence);
    int end = in.position(sequence) + in.tokens(sequence);
    channelsAt = end;
    scratch = workspace.floats(end + shape.kvWidth());
    for (int head = fromHead; head < toHead; head++) {
      for (int t = 0; t < in.tokens(sequence); t++) {
        attendToken(head, in.first(sequence) + t, in.position(sequence) + t);
      }
    }
  }

  private void attendToken(int head, int token, int position) {
    int headSize = shape.headSize();
    int at = token * shape.width() + head * headSize;
    int channel = shape.kvHead(head) * headSize;
    int block = cache.type().blockSize();
    int from = channel / block * block;
    int count = Math.ceilDiv(channel + headSize, block) * block - from;
    long blockAt = cache.type().bytes(from);
    int rowAt = channelsAt + channel - from;
    int first = shape.firstSeen(position);
    int seen = position + 1 - first;
    float[] scores = scratch;
    for (int p = 0; p < seen; p++) {
      read(first + p, cache.keysAt(in.layer(), first + p) + blockAt, count);
      scores[p] = shape.scale() * dot(in.queries(), at, scratch, rowAt, headSize);
    }
    if (shape.softCap() > 0) {
      for (int p = 0; p < seen; p++) {
        scores[p] = Elementwise.softCap(scores[p], shape.softCap());
      }
    }
    softmax(scores, seen);
    Arrays.fill(in.out(), at, at + headSize, 0);
    for (int p = 0; p < seen; p++) {
      read(first + p, cache.valuesAt(in.layer(), first + p) + blockAt, count);
      addScaled(in.out(), at, scores[p], scratch, rowAt, headSize);
    }
  }

  private void read(int position, long at, int count) {
    MemorySegment memory = cache.memory(position);
    cache.type().format().dequantize(memory, at, scratch, channelsAt, count);
  }

  private static float dot(float[] x, int xOffset, float[] w, int wOffset, int count) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i < count - 3; i += 4) {
      sum0 += x[xOffset + i] * w[wOffset + i];
      sum1 += x[xOffset + i + 1] * w[wOffset + i + 1];
      sum2 += x[xOffset + i + 2] * w[wOffset + i + 2];
      sum3 += x[xOffset + i + 3] * w[wOffset + i + 3];
    }
    for (; i < count; i++) {
      sum0 += x[xOffset + i] * w[wOffset + i];
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
      float[] out, int outOffset, float factor, float[] w, int wOffset, int count) {
    for (int i = 0; i < count; i++) {
      out[outOffset + i] += factor * w[wOffset + i];
    }
  }
}
