package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.COUNT;
import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;
import static dev.nibble.engine.kernel.vector.Lanes.sum;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Attention of few tokens, whose time is that of reading keys and values: they stream past once for
 * all heads of a part, and each vector of them is loaded once for up to 4 query heads.
 *
 * <p>An instance serves one worker.
 */
@SuppressWarnings("NullAway.Init") // attend() sets all of it before it is read.
final class StreamAttention {
  private final CachedRows rows = new CachedRows();
  private AttentionInputs in;
  private AttentionShape shape;
  private int headSize;
  private int fromHead;
  private int toHead;

  /** Where the token's queries and results start. */
  private int tokenAt;

  /** {@code [toHead - fromHead][scoreFloats]}. */
  private float[] scores;

  private int scoreFloats;

  /** Computes all tokens of a sequence, for a range of query heads. */
  void attend(AttentionInputs in, int sequence, int fromHead, int toHead, Workspace workspace) {
    this.in = in;
    this.fromHead = fromHead;
    this.toHead = toHead;
    shape = in.shape();
    headSize = shape.headSize();
    int firstKvHead = shape.kvHead(fromHead);
    int endKvHead = shape.kvHead(toHead - 1) + 1;
    rows.of(in.cache(sequence), shape, in.layer(), firstKvHead, endKvHead);
    for (int t = 0; t < in.tokens(sequence); t++) {
      tokenAt = (in.first(sequence) + t) * shape.width();
      attendToken(in.position(sequence) + t, workspace);
    }
  }

  private void attendToken(int position, Workspace workspace) {
    int first = shape.firstSeen(position);
    int end = position + 1;
    int seen = end - first;
    scoreFloats = Math.ceilDiv(seen, COUNT) * COUNT;
    scores = workspace.floats((toHead - fromHead) * scoreFloats);
    int count;
    for (int p = first; p < end; p += count) {
      count = rows.keys(p, end);
      score(rows.memory(), rows.at(), count, p - first);
    }
    for (int head = fromHead; head < toHead; head++) {
      ScoreRow.weigh(shape, scores, scoresOf(head), seen);
    }
    Arrays.fill(in.out(), channelsOf(fromHead), channelsOf(toHead), 0);
    for (int p = first; p < end; p += count) {
      count = rows.values(p, end);
      addValues(rows.memory(), rows.at(), count, p - first);
    }
  }

  private int scoresOf(int head) {
    return (head - fromHead) * scoreFloats;
  }

  private int channelsOf(int head) {
    return tokenAt + head * headSize;
  }

  private void score(MemorySegment keys, long rowsAt, int count, int p) {
    int end;
    for (int head = fromHead; head < toHead; head = end) {
      end = HeadSlices.end(shape, head, toHead);
      long at = rowsAt + channelAt(head);
      if (end == head + 1) {
        score1(keys, at, count, channelsOf(head), scoresOf(head) + p);
      } else {
        score4(keys, at, count, head, end - 1, p);
      }
    }
  }

  private void addValues(MemorySegment values, long rowsAt, int count, int p) {
    int end;
    for (int head = fromHead; head < toHead; head = end) {
      end = HeadSlices.end(shape, head, toHead);
      long at = rowsAt + channelAt(head);
      if (end == head + 1) {
        add1(values, at, count, scoresOf(head) + p, channelsOf(head));
      } else {
        add4(values, at, count, head, end - 1, p);
      }
    }
  }

  private long channelAt(int head) {
    return (long) shape.kvHead(head) * headSize * Float.BYTES;
  }

  private void score1(MemorySegment keys, long at, int count, int queryAt, int scoreAt) {
    float[] q = in.queries();
    int bound = F.loopBound(headSize);
    long rowBytes = (long) shape.kvWidth() * Float.BYTES;
    for (int row = 0; row < count; row++) {
      FloatVector products = FloatVector.zero(F);
      for (int i = 0; i < bound; i += COUNT) {
        products = f32(keys, at + (long) i * Float.BYTES).fma(f32(q, queryAt + i), products);
      }
      scores[scoreAt + row] = sum(products) + tail(keys, at, bound, queryAt);
      at += rowBytes;
    }
  }

  /** Where there are 2 or 3 heads, the last is computed several times, to the same result. */
  private void score4(MemorySegment keys, long at, int count, int head, int last, int p) {
    float[] q = in.queries();
    float[] s = scores;
    int q0 = channelsOf(head);
    int q1 = channelsOf(head + 1);
    int q2 = channelsOf(Math.min(head + 2, last));
    int q3 = channelsOf(last);
    int s0 = scoresOf(head) + p;
    int s1 = scoresOf(head + 1) + p;
    int s2 = scoresOf(Math.min(head + 2, last)) + p;
    int s3 = scoresOf(last) + p;
    int bound = F.loopBound(headSize);
    long rowBytes = (long) shape.kvWidth() * Float.BYTES;
    for (int row = 0; row < count; row++) {
      FloatVector a0 = FloatVector.zero(F);
      FloatVector a1 = a0;
      FloatVector a2 = a0;
      FloatVector a3 = a0;
      for (int i = 0; i < bound; i += COUNT) {
        FloatVector key = f32(keys, at + (long) i * Float.BYTES);
        a0 = key.fma(f32(q, q0 + i), a0);
        a1 = key.fma(f32(q, q1 + i), a1);
        a2 = key.fma(f32(q, q2 + i), a2);
        a3 = key.fma(f32(q, q3 + i), a3);
      }
      s[s0 + row] = sum(a0) + tail(keys, at, bound, q0);
      s[s1 + row] = sum(a1) + tail(keys, at, bound, q1);
      s[s2 + row] = sum(a2) + tail(keys, at, bound, q2);
      s[s3 + row] = sum(a3) + tail(keys, at, bound, q3);
      at += rowBytes;
    }
  }

  /** The products of the channels that fill no vector. */
  private float tail(MemorySegment keys, long at, int bound, int queryAt) {
    float total = 0;
    for (int i = bound; i < headSize; i++) {
      total += in.queries()[queryAt + i] * keys.get(JAVA_FLOAT, at + (long) i * Float.BYTES);
    }
    return total;
  }

  private void add1(MemorySegment values, long at, int count, int weightAt, int outAt) {
    float[] out = in.out();
    int bound = F.loopBound(headSize);
    long rowBytes = (long) shape.kvWidth() * Float.BYTES;
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector total = f32(out, outAt + i);
      long from = at + (long) i * Float.BYTES;
      for (int row = 0; row < count; row++) {
        FloatVector value = f32(values, from + row * rowBytes);
        total = value.fma(FloatVector.broadcast(F, scores[weightAt + row]), total);
      }
      total.intoArray(out, outAt + i);
    }
    addTail(values, at, count, bound, weightAt, outAt);
  }

  /** See {@link #score4}: all sums are loaded before the first is stored. */
  private void add4(MemorySegment values, long at, int count, int head, int last, int p) {
    float[] out = in.out();
    float[] s = scores;
    int o0 = channelsOf(head);
    int o1 = channelsOf(head + 1);
    int o2 = channelsOf(Math.min(head + 2, last));
    int o3 = channelsOf(last);
    int s0 = scoresOf(head) + p;
    int s1 = scoresOf(head + 1) + p;
    int s2 = scoresOf(Math.min(head + 2, last)) + p;
    int s3 = scoresOf(last) + p;
    int bound = F.loopBound(headSize);
    long rowBytes = (long) shape.kvWidth() * Float.BYTES;
    for (int i = 0; i < bound; i += COUNT) {
      FloatVector a0 = f32(out, o0 + i);
      FloatVector a1 = f32(out, o1 + i);
      FloatVector a2 = f32(out, o2 + i);
      FloatVector a3 = f32(out, o3 + i);
      long from = at + (long) i * Float.BYTES;
      for (int row = 0; row < count; row++) {
        FloatVector value = f32(values, from + row * rowBytes);
        a0 = value.fma(FloatVector.broadcast(F, s[s0 + row]), a0);
        a1 = value.fma(FloatVector.broadcast(F, s[s1 + row]), a1);
        a2 = value.fma(FloatVector.broadcast(F, s[s2 + row]), a2);
        a3 = value.fma(FloatVector.broadcast(F, s[s3 + row]), a3);
      }
      a0.intoArray(out, o0 + i);
      a1.intoArray(out, o1 + i);
      a2.intoArray(out, o2 + i);
      a3.intoArray(out, o3 + i);
    }
    for (int h = head; h <= last; h++) {
      addTail(values, at, count, bound, scoresOf(h) + p, channelsOf(h));
    }
  }

  private void addTail(
      MemorySegment values, long at, int count, int bound, int weightAt, int outAt) {
    float[] out = in.out();
    long rowBytes = (long) shape.kvWidth() * Float.BYTES;
    for (int i = bound; i < headSize; i++) {
      for (int row = 0; row < count; row++) {
        float value = values.get(JAVA_FLOAT, at + row * rowBytes + (long) i * Float.BYTES);
        out[outAt + i] += scores[weightAt + row] * value;
      }
    }
  }
}
