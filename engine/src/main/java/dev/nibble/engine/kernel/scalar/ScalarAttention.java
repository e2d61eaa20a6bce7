package dev.nibble.engine.kernel.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvType;
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
@SuppressWarnings("NullAway.Init") // attend() sets all of it before it is read.
final class ScalarAttention {
  private AttentionInputs in;
  private AttentionShape shape;
  private KvCache cache;
  private long rowBytes;

  /** The scores, and behind them one position's channels: whole blocks that hold a head's. */
  private float[] scratch;

  private int channelsAt;

  /** All tokens of a sequence, for a range of query heads. */
  void attend(AttentionInputs in, int sequence, int fromHead, int toHead, Workspace workspace) {
    this.in = in;
    shape = in.shape();
    cache = in.cache(sequence);
    rowBytes = cache.type().bytes(shape.kvWidth());
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
    int first = shape.firstSeen(position);
    int seen = position + 1 - first;
    float[] scores = scratch;
    int to;
    for (int from = 0; from < seen; from = to) {
      to = Math.min(from + cache.run(first + from), seen);
      MemorySegment memory = cache.memory(first + from);
      long row = cache.keysAt(in.layer(), first + from);
      for (int p = from; p < to; p++) {
        scores[p] = shape.scale() * score(at, memory, row, channel);
        row += rowBytes;
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
      to = Math.min(from + cache.run(first + from), seen);
      MemorySegment memory = cache.memory(first + from);
      long row = cache.valuesAt(in.layer(), first + from);
      for (int p = from; p < to; p++) {
        addValue(at, scores[p], memory, row, channel);
        row += rowBytes;
      }
    }
  }

  private float score(int queryAt, MemorySegment memory, long row, int channel) {
    if (cache.type() == KvType.F32) {
      long key = row / Float.BYTES + channel;
      return dot(in.queries(), queryAt, memory, key, shape.headSize());
    }
    int key = read(memory, row, channel);
    return dot(in.queries(), queryAt, scratch, key, shape.headSize());
  }

  private void addValue(int outAt, float weight, MemorySegment memory, long row, int channel) {
    float[] out = in.out();
    int headSize = shape.headSize();
    if (cache.type() == KvType.F32) {
      long value = row / Float.BYTES + channel;
      for (int i = 0; i < headSize; i++) {
        out[outAt + i] += weight * memory.getAtIndex(JAVA_FLOAT, value + i);
      }
    } else {
      int value = read(memory, row, channel);
      for (int i = 0; i < headSize; i++) {
        out[outAt + i] += weight * scratch[value + i];
      }
    }
  }

  /** Makes a head's channels of a position floats; returns where in {@link #scratch}. */
  private int read(MemorySegment memory, long row, int channel) {
    int block = cache.type().blockSize();
    int from = channel / block * block;
    int count = Math.ceilDiv(channel + shape.headSize(), block) * block - from;
    long at = row + cache.type().bytes(from);
    cache.type().format().dequantize(memory, at, scratch, channelsAt, count);
    return channelsAt + channel - from;
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
}
