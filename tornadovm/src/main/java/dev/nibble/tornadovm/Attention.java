package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/** Attention over keys and values in slots. */
final class Attention {
  /** The largest head: an item sums 4 channels. */
  static final int HEAD_SIZE = 4 * Sums.ITEMS;

  private static final int HEADS = 0;
  private static final int KV_HEADS = 1;
  private static final int CHANNELS = 2;
  private static final int WINDOW = 3;
  private static final int STRIDE = 4;

  /** How many numbers kernels read. */
  static final int NUMBERS = 5;

  /** Below all scores. */
  private static final float LEAST = -1e30f;

  private Attention() {}

  private static IntArray numbers(AttentionShape shape) {
    IntArray numbers = new IntArray(NUMBERS);
    numbers.set(HEADS, shape.heads());
    numbers.set(KV_HEADS, shape.kvHeads());
    numbers.set(CHANNELS, shape.headSize());
    numbers.set(WINDOW, shape.window());
    numbers.set(STRIDE, WorkArrays.channels(shape));
    return numbers;
  }

  /** Adds attention to a graph. */
  static void addTo(Launches launches, AttentionShape shape, LayerArrays layer, WorkArrays work) {
    IntArray numbers = numbers(shape);
    launches.keep(numbers);
    launches.bring(launches.context(), numbers, layer.floats(), work.pass(), work.query());
    launches.bring(layer.cache(), work.attended());
    launches
        .graph()
        .task(
            "attention",
            Attention::attend,
            launches.context(),
            numbers,
            layer.floats(),
            work.pass(),
            work.query(),
            layer.cache(),
            work.attended());
    launches.groups("attention", tokens -> tokens * shape.heads());
  }

  /**
   * A workgroup computes a head of a token: it walks the positions, as many at a time as it has
   * items, and keeps the largest score so far, the sum of the weights and the weighted sum of the
   * values (Milakov and Gimelshein 2018).
   *
   * @param context where a kernel is in its grid
   * @param numbers as above
   * @param floats the layer's numbers
   * @param pass as {@link Chunk} says
   * @param query {@code [tokens][queries, keys and values]}, turned
   * @param cache as {@link KvCopy} says
   * @param attended receives {@code [tokens][heads][head size]}
   */
  static void attend(
      KernelContext context,
      IntArray numbers,
      FloatArray floats,
      IntArray pass,
      FloatArray query,
      FloatArray cache,
      FloatArray attended) {
    float[] own = context.allocateFloatLocalArray(HEAD_SIZE);
    float[] scores = context.allocateFloatLocalArray(Sums.ITEMS);
    float[] weights = context.allocateFloatLocalArray(Sums.ITEMS);
    int item = context.localIdx;
    int heads = numbers.get(HEADS);
    int headSize = numbers.get(CHANNELS);
    int kvHeads = numbers.get(KV_HEADS);
    int kvWidth = kvHeads * headSize;
    int group = context.groupIdx;
    int token = group / heads;
    int head = group - token * heads;
    int channel = head / (heads / kvHeads) * headSize;
    int position = pass.get(Chunk.PLACES + 2 * token);
    int list = Chunk.FRONT + pass.get(Chunk.PLACES + 1 + 2 * token);
    int from = token * numbers.get(STRIDE) + head * headSize;
    for (int i = item; i < headSize; i += Sums.ITEMS) {
      own[i] = query.get(from + i) * floats.get(LayerPacking.SCALE);
    }
    context.localBarrier();
    float largest = LEAST;
    float total = 0;
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int seen = position - numbers.get(WINDOW) + 1;
    int first = seen > 0 ? seen : 0;
    for (int tile = first; tile <= position; tile += Sums.ITEMS) {
      int p = tile + item;
      float score = LEAST;
      if (p <= position) {
        int slot = pass.get(list + p / Chunk.BLOCK);
        int row = KvCopy.row(slot, 0, p % Chunk.BLOCK) * kvWidth + channel;
        score = 0;
        for (int i = 0; i < headSize; i++) {
          score += own[i] * cache.get(row + i);
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
        int row = KvCopy.row(slot, 1, (tile + i) % Chunk.BLOCK) * kvWidth + channel + item;
        if (item < headSize) {
          sum0 += weight * cache.get(row);
        }
        if (item + Sums.ITEMS < headSize) {
          sum1 += weight * cache.get(row + Sums.ITEMS);
        }
        if (item + 2 * Sums.ITEMS < headSize) {
          sum2 += weight * cache.get(row + 2 * Sums.ITEMS);
        }
        if (item + 3 * Sums.ITEMS < headSize) {
          sum3 += weight * cache.get(row + 3 * Sums.ITEMS);
        }
      }
      context.localBarrier();
    }
    int at = group * headSize + item;
    if (item < headSize) {
      attended.set(at, sum0 / total);
    }
    if (item + Sums.ITEMS < headSize) {
      attended.set(at + Sums.ITEMS, sum1 / total);
    }
    if (item + 2 * Sums.ITEMS < headSize) {
      attended.set(at + 2 * Sums.ITEMS, sum2 / total);
    }
    if (item + 3 * Sums.ITEMS < headSize) {
      attended.set(at + 3 * Sums.ITEMS, sum3 / total);
    }
  }
}
