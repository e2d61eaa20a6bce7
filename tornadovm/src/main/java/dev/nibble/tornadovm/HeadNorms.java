package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.math.TornadoMath;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/**
 * Norms of queries and keys, over each head or over all of them.
 *
 * @param attention the sizes of attention
 * @param queryChannels channels of queries that are normed together; 0 where they are not
 * @param queryNorm where the weights of their norm are
 * @param keyChannels the same for keys
 * @param keyNorm where the weights of their norm are
 * @param turn turns them afterwards
 */
record HeadNorms(
    AttentionShape attention,
    int queryChannels,
    int queryNorm,
    int keyChannels,
    int keyNorm,
    Product turn) {
  private static final int QUERY_ROWS = 0;
  private static final int QUERY_CHANNELS = 1;
  private static final int QUERY_NORM = 2;
  private static final int KEY_ROWS = 3;
  private static final int KEY_CHANNELS = 4;
  private static final int KEY_NORM = 5;
  private static final int KEYS = 6;
  private static final int STRIDE = 7;

  /** How many numbers kernels read. */
  static final int NUMBERS = 8;

  private static int rows(int channels, int normed) {
    return normed == 0 ? 0 : channels / normed;
  }

  private IntArray numbers() {
    IntArray numbers = new IntArray(NUMBERS);
    numbers.set(QUERY_ROWS, rows(attention.width(), queryChannels));
    numbers.set(QUERY_CHANNELS, queryChannels);
    numbers.set(QUERY_NORM, queryNorm);
    numbers.set(KEY_ROWS, rows(attention.kvWidth(), keyChannels));
    numbers.set(KEY_CHANNELS, keyChannels);
    numbers.set(KEY_NORM, keyNorm);
    numbers.set(KEYS, attention.width());
    numbers.set(STRIDE, WorkArrays.channels(attention));
    return numbers;
  }

  /** Adds norms and turning to a graph. */
  void addTo(Launches launches, LayerArrays layer, WorkArrays work) {
    IntArray numbers = numbers();
    IntArray turning = turn.numbers();
    launches.keep(numbers, turning);
    launches.bring(launches.context(), numbers, layer.floats(), work.query());
    launches
        .graph()
        .task(
            "headNorm",
            HeadNorms::normHeads,
            launches.context(),
            numbers,
            layer.floats(),
            work.query());
    int rows = numbers.get(QUERY_ROWS) + numbers.get(KEY_ROWS);
    launches.groups("headNorm", tokens -> tokens * rows);
    launches.bring(turning, work.pass(), work.angles(), layer.cache(), work.rows());
    launches
        .graph()
        .task(
            "turn",
            HeadNorms::turnHeads,
            launches.context(),
            turning,
            work.pass(),
            layer.floats(),
            work.query(),
            work.angles(),
            layer.cache(),
            work.rows());
    int pairs = turn.rows() / 2;
    launches.groups("turn", tokens -> Math.ceilDiv(tokens * pairs, Sums.ITEMS));
  }

  /**
   * Divides rows by the root of their mean square. A workgroup norms a row.
   *
   * @param context where a kernel is in its grid
   * @param numbers as above
   * @param floats the layer's numbers
   * @param x {@code [tokens][queries, keys and values]}
   */
  static void normHeads(KernelContext context, IntArray numbers, FloatArray floats, FloatArray x) {
    float[] parts = context.allocateFloatLocalArray(Sums.ITEMS);
    int group = context.groupIdx;
    int item = context.localIdx;
    int queries = numbers.get(QUERY_ROWS);
    int rows = queries + numbers.get(KEY_ROWS);
    int token = group / rows;
    int row = group - token * rows;
    boolean query = row < queries;
    int channels = numbers.get(query ? QUERY_CHANNELS : KEY_CHANNELS);
    int norm = numbers.get(query ? QUERY_NORM : KEY_NORM);
    int place = query ? row * channels : numbers.get(KEYS) + (row - queries) * channels;
    int start = token * numbers.get(STRIDE) + place;
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
    float mean = parts[0] / channels;
    float scale = 1 / TornadoMath.sqrt(mean + floats.get(LayerPacking.EPSILON));
    for (int i = item; i < channels; i += Sums.ITEMS) {
      x.set(start + i, x.get(start + i) * scale * floats.get(norm + i));
    }
  }

  /**
   * Turns and stores. An item turns a pair of channels.
   *
   * @param context where a kernel is in its grid
   * @param product as {@link Product} numbers it
   * @param pass as {@link Chunk} says
   * @param floats the layer's numbers
   * @param query {@code [tokens][queries, keys and values]}
   * @param angles as {@link Angles} says
   * @param cache as {@link KvCopy} says
   * @param rows as {@link Rotary} says
   */
  static void turnHeads(
      KernelContext context,
      IntArray product,
      IntArray pass,
      FloatArray floats,
      FloatArray query,
      FloatArray angles,
      FloatArray cache,
      FloatArray rows) {
    int index = context.globalIdx;
    int pairs = product.get(Product.ROWS) / 2;
    int token = index / pairs;
    if (token < pass.get(Chunk.COUNT)) {
      int pair = index - token * pairs;
      int one = Sums.row(product, pair, 1);
      int at = token * product.get(Product.STRIDE) + one;
      float a = query.get(at);
      float b = query.get(at + Sums.distance(product, one));
      Rotary.turn(product, pass, floats, token, one, a, b, query, angles, cache, rows);
    }
  }
}
