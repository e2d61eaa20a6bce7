package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Rotation;

/**
 * Shares {@link TokenLoops} out among the workers, each a range of neighbouring tokens or elements.
 * The arguments of the present operation are fields, since a lambda that captures them would be
 * allocated at each call.
 */
final class SharedLoops implements WorkerPool.Task {
  /** Elements below which a part is not worth a dispatch: a few microseconds of one core. */
  private static final int MIN_PART_ELEMENTS = 1 << 13;

  /** Elements are cut in whole pairs of cache lines. */
  private static final int ELEMENT_GROUP = 32;

  private final WorkerPool pool;
  private final Loop rmsNorm;
  private final Loop layerNorm;
  private final Loop addBias;
  private final Loop rope;
  private final Loop gate;
  private final Loop activate;
  private final Loop softCap;
  private final Loop scale;
  private final Loop add;

  private Loop loop;
  private int count;
  private int group;
  private int parts;

  private float[] x;
  private float[] y;
  private float[] weight;
  private float[] bias;
  private float number;
  private int heads;
  private int headSize;
  private Rotation rotation;
  private Activation activation;

  @SuppressWarnings("NullAway.Init") // A call sets what its loop reads.
  SharedLoops(TokenLoops loops, WorkerPool pool) {
    this.pool = pool;
    rmsNorm = (from, to) -> loops.rmsNorm(x, from, to, weight, number, y);
    layerNorm = (from, to) -> loops.layerNorm(x, from, to, weight, bias, number, y);
    addBias = (from, to) -> addBias(x, from, to, bias);
    rope = (from, to) -> loops.rope(x, from, to, heads, headSize, rotation);
    gate = (from, to) -> loops.gate(activation, x, y, from, to);
    activate = (from, to) -> loops.activate(activation, x, from, to);
    softCap = (from, to) -> loops.softCap(x, from, to, number);
    scale = (from, to) -> scale(x, from, to, number);
    add = (from, to) -> loops.add(x, y, from, to);
  }

  /** A range of an operation. */
  @FunctionalInterface
  private interface Loop {
    void run(int from, int to);
  }

  void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y) {
    this.x = x;
    this.weight = weight;
    this.number = epsilon;
    this.y = y;
    shareTokens(rmsNorm, tokens, weight.length);
  }

  void layerNorm(float[] x, int tokens, float[] weight, float[] bias, float epsilon, float[] y) {
    this.x = x;
    this.weight = weight;
    this.bias = bias;
    this.number = epsilon;
    this.y = y;
    shareTokens(layerNorm, tokens, weight.length);
  }

  void addBias(float[] x, int tokens, float[] bias) {
    this.x = x;
    this.bias = bias;
    shareTokens(addBias, tokens, bias.length);
  }

  private static void addBias(float[] x, int from, int to, float[] bias) {
    for (int offset = from * bias.length; offset < to * bias.length; offset += bias.length) {
      for (int i = 0; i < bias.length; i++) {
        x[offset + i] += bias[i];
      }
    }
  }

  void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    this.x = x;
    this.heads = heads;
    this.headSize = headSize;
    this.rotation = rotation;
    shareTokens(rope, tokens, heads * headSize);
  }

  void gate(Activation activation, float[] gated, float[] up, int count) {
    this.activation = activation;
    this.x = gated;
    this.y = up;
    shareElements(gate, count);
  }

  void activate(Activation activation, float[] x, int count) {
    this.activation = activation;
    this.x = x;
    shareElements(activate, count);
  }

  void softCap(float[] x, int count, float cap) {
    this.x = x;
    this.number = cap;
    shareElements(softCap, count);
  }

  void scale(float[] x, int count, float factor) {
    this.x = x;
    this.number = factor;
    shareElements(scale, count);
  }

  private static void scale(float[] x, int from, int to, float factor) {
    for (int i = from; i < to; i++) {
      x[i] *= factor;
    }
  }

  void add(float[] x, float[] delta, int count) {
    this.x = x;
    this.y = delta;
    shareElements(add, count);
  }

  private void shareTokens(Loop loop, int tokens, int width) {
    share(loop, tokens, 1, (long) tokens * width);
  }

  private void shareElements(Loop loop, int count) {
    share(loop, count, ELEMENT_GROUP, count);
  }

  private void share(Loop loop, int count, int group, long elements) {
    this.loop = loop;
    this.count = count;
    this.group = group;
    long worthwhile = Math.max(1, elements / MIN_PART_ELEMENTS);
    parts = (int) Math.min(Math.min(pool.threads(), worthwhile), Math.max(1, count));
    pool.run(parts, this);
  }

  @Override
  public void run(int part) {
    loop.run(begin(part), part + 1 == parts ? count : begin(part + 1));
  }

  private int begin(int part) {
    return (int) ((long) count * part / parts / group * group);
  }
}
