package dev.nibble.tornadovm;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** What a layer computes beside products. */
final class LayerKernels {
  /** The largest head that attention takes: an item sums 4 channels. */
  static final int HEAD_SIZE = 4 * Sums.ITEMS;

  /** Below all scores. */
  private static final float LEAST = -1e30f;

  private LayerKernels() {}

  /**
   * Divides rows by the root of their mean square. A workgroup norms a row.
   *
   * @param context where a kernel is in its grid
   * @param numbers as {@link LayerNumbers} says
   * @param weight {@code [channels]}
   * @param x {@code [rows][channels]}
   * @param y receives as many
   */
  static void norm(
      KernelContext context, FloatArray numbers, FloatArray weight, FloatArray x, FloatArray y) {
    float[] parts = context.allocateFloatLocalArray(Sums.ITEMS);
    int channels = weight.getSize();
    int group = context.groupIdx;
    int start = group * channels;
    float scale = scale(context, parts, channels, start, numbers.get(LayerNumbers.EPSILON), x);
    for (int i = context.localIdx; i < channels; i += Sums.ITEMS) {
      y.set(start + i, x.get(start + i) * scale * weight.get(i));
    }
  }

  /** The same in place. */
  static void normInPlace(
      KernelContext context, FloatArray numbers, FloatArray weight, FloatArray x) {
    float[] parts = context.allocateFloatLocalArray(Sums.ITEMS);
    int channels = weight.getSize();
    int group = context.groupIdx;
    int start = group * channels;
    float scale = scale(context, parts, channels, start, numbers.get(LayerNumbers.EPSILON), x);
    for (int i = context.localIdx; i < channels; i += Sums.ITEMS) {
      x.set(start + i, x.get(start + i) * scale * weight.get(i));
    }
  }

  private static float scale(
      KernelContext context, float[] parts, int channels, int start, float epsilon, FloatArray x) {
    int item = context.localIdx;
    float squares = 0;
    for (int i = item; i < channels; i += Sums.ITEMS) {
      squares += x.get(start + i) * x.get(start + i);
    }
    parts[item] = squares;
    context.localBarrier();
    for (int stride = Sums.ITEMS / 2; stride > 0; stride >>= 1) {
      if (item < stride) {
        parts[item] += parts[item + stride];
      }
      context.localBarrier();
    }
    return 1 / TornadoMath.sqrt(parts[0] / channels + epsilon);
  }

  /**
   * Turns queries and keys to their positions, and stores keys and values. An item turns a pair of
   * channels.
   *
   * @param context where a kernel is in its grid
   * @param sizes as {@link LayerNumbers} says
   * @param pass as {@link Chunk} says
   * @param angles all cosines, then all sines
   * @param query {@code [tokens][heads][head size]}
   * @param key {@code [tokens][kv heads][head size]}
   * @param value as many
   * @param keys {@code [slots][positions][kv heads][head size]}
   * @param values as many
   */
  static void turn(
      KernelContext context,
      IntArray sizes,
      IntArray pass,
      FloatArray angles,
      FloatArray query,
      FloatArray key,
      FloatArray value,
      FloatArray keys,
      FloatArray values) {
    int heads = sizes.get(LayerNumbers.HEADS);
    int kvHeads = sizes.get(LayerNumbers.KV_HEADS);
    int headSize = sizes.get(LayerNumbers.HEAD_SIZE);
    int pairs = sizes.get(LayerNumbers.PAIRS);
    int half = headSize / 2;
    int index = context.globalIdx;
    int token = index / ((heads + kvHeads) * half);
    if (token < pass.get(0)) {
      int head = index / half % (heads + kvHeads);
      int pair = index % half;
      boolean turns = pair < pairs;
      boolean halves = turns && sizes.get(LayerNumbers.HALVES) != 0;
      int one = halves ? pair : 2 * pair;
      int other = halves ? pair + pairs : 2 * pair + 1;
      float cos = 1;
      float sin = 0;
      if (turns) {
        cos = angles.get(token * pairs + pair);
        sin = angles.get((Chunk.TOKENS + token) * pairs + pair);
      }
      if (head < heads) {
        int at = (token * heads + head) * headSize;
        float a = query.get(at + one);
        float b = query.get(at + other);
        query.set(at + one, a * cos - b * sin);
        query.set(at + other, a * sin + b * cos);
      } else {
        int at = (token * kvHeads + head - heads) * headSize;
        float a = key.get(at + one);
        float b = key.get(at + other);
        float turned = a * cos - b * sin;
        float otherTurned = a * sin + b * cos;
        key.set(at + one, turned);
        key.set(at + other, otherTurned);
        int position = pass.get(1 + 2 * token);
        int list = 1 + 2 * Chunk.TOKENS + pass.get(2 + 2 * token);
        int slot = pass.get(list + position / Chunk.BLOCK);
        int row = slot * Chunk.BLOCK + position % Chunk.BLOCK;
        int to = (row * kvHeads + head - heads) * headSize;
        keys.set(to + one, turned);
        keys.set(to + other, otherTurned);
        values.set(to + one, value.get(at + one));
        values.set(to + other, value.get(at + other));
      }
    }
  }

  /**
   * Attention. A workgroup computes a head of a token: it walks the positions, as many at a time as
   * it has items, and keeps the largest score so far, the sum of the weights and the weighted sum
   * of the values (Milakov and Gimelshein 2018).
   *
   * @param context where a kernel is in its grid
   * @param sizes as {@link LayerNumbers} says
   * @param numbers likewise
   * @param pass as {@link Chunk} says
   * @param query {@code [tokens][heads][head size]}, turned
   * @param keys {@code [slots][positions][kv heads][head size]}
   * @param values as many
   * @param attended receives {@code [tokens][heads][head size]}
   */
  static void attention(
      KernelContext context,
      IntArray sizes,
      FloatArray numbers,
      IntArray pass,
      FloatArray query,
      FloatArray keys,
      FloatArray values,
      FloatArray attended) {
    float[] own = context.allocateFloatLocalArray(HEAD_SIZE);
    float[] scores = context.allocateFloatLocalArray(Sums.ITEMS);
    float[] weights = context.allocateFloatLocalArray(Sums.ITEMS);
    int item = context.localIdx;
    int heads = sizes.get(LayerNumbers.HEADS);
    int kvHeads = sizes.get(LayerNumbers.KV_HEADS);
    int headSize = sizes.get(LayerNumbers.HEAD_SIZE);
    int kvWidth = kvHeads * headSize;
    int group = context.groupIdx;
    int token = group / heads;
    int head = group - token * heads;
    int channel = head / (heads / kvHeads) * headSize;
    int position = pass.get(1 + 2 * token);
    int list = 1 + 2 * Chunk.TOKENS + pass.get(2 + 2 * token);
    int at = group * headSize;
    for (int i = item; i < headSize; i += Sums.ITEMS) {
      own[i] = query.get(at + i) * numbers.get(LayerNumbers.SCALE);
    }
    context.localBarrier();
    float largest = LEAST;
    float total = 0;
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int seen = position - sizes.get(LayerNumbers.WINDOW) + 1;
    int first = seen > 0 ? seen : 0;
    for (int tile = first; tile <= position; tile += Sums.ITEMS) {
      int p = tile + item;
      float score = LEAST;
      if (p <= position) {
        int slot = pass.get(list + p / Chunk.BLOCK);
        int row = (slot * Chunk.BLOCK + p % Chunk.BLOCK) * kvWidth + channel;
        score = 0;
        for (int i = 0; i < headSize; i++) {
          score += own[i] * keys.get(row + i);
        }
      }
      scores[item] = score;
      context.localBarrier();
      int count = position - tile + 1 < Sums.ITEMS ? position - tile + 1 : Sums.ITEMS;
      float top = largest;
      for (int i = 0; i < count; i++) {
        top = TornadoMath.max(top, scores[i]);
      }
      weights[item] = TornadoMath.exp(score - top);
      context.localBarrier();
      float shrink = TornadoMath.exp(largest - top);
      largest = top;
      total *= shrink;
      sum0 *= shrink;
      sum1 *= shrink;
      sum2 *= shrink;
      sum3 *= shrink;
      for (int i = 0; i < count; i++) {
        float weight = weights[i];
        total += weight;
        int slot = pass.get(list + (tile + i) / Chunk.BLOCK);
        int row = (slot * Chunk.BLOCK + (tile + i) % Chunk.BLOCK) * kvWidth + channel + item;
        if (item < headSize) {
          sum0 += weight * values.get(row);
        }
        if (item + Sums.ITEMS < headSize) {
          sum1 += weight * values.get(row + Sums.ITEMS);
        }
        if (item + 2 * Sums.ITEMS < headSize) {
          sum2 += weight * values.get(row + 2 * Sums.ITEMS);
        }
        if (item + 3 * Sums.ITEMS < headSize) {
          sum3 += weight * values.get(row + 3 * Sums.ITEMS);
        }
      }
      context.localBarrier();
    }
    if (item < headSize) {
      attended.set(at + item, sum0 / total);
    }
    if (item + Sums.ITEMS < headSize) {
      attended.set(at + item + Sums.ITEMS, sum1 / total);
    }
    if (item + 2 * Sums.ITEMS < headSize) {
      attended.set(at + item + 2 * Sums.ITEMS, sum2 / total);
    }
    if (item + 3 * Sums.ITEMS < headSize) {
      attended.set(at + item + 3 * Sums.ITEMS, sum3 / total);
    }
  }

  /**
   * Stores keys and values that the CPU has computed. An item stores a channel.
   *
   * @param context where a kernel is in its grid
   * @param sizes as {@link LayerNumbers} says
   * @param places how many rows there are, and then where each goes, in rows
   * @param rows all keys, then all values
   * @param keys {@code [slots][positions][kv width]}
   * @param values as many
   */
  static void store(
      KernelContext context,
      IntArray sizes,
      IntArray places,
      FloatArray rows,
      FloatArray keys,
      FloatArray values) {
    int kvWidth = sizes.get(LayerNumbers.KV_HEADS) * sizes.get(LayerNumbers.HEAD_SIZE);
    int index = context.globalIdx;
    int row = index / kvWidth;
    int channel = index % kvWidth;
    if (row < places.get(0)) {
      int to = places.get(1 + row) * kvWidth + channel;
      keys.set(to, rows.get(row * kvWidth + channel));
      values.set(to, rows.get((StoredRows.ROWS + row) * kvWidth + channel));
    }
  }
}
