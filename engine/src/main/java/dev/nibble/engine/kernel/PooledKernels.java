package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.cache.KvRun;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Cuts the two large operations into parts, one a worker: matrix products by rows of the weights,
 * attention by heads. Walks the runs of a cache, so that a tier sees neighbouring positions alone.
 */
public abstract class PooledKernels implements Kernels {
  /** Multiply-adds below which a part is not worth a dispatch: a few microseconds of one core. */
  private static final long MIN_PART_WORK = 1 << 16;

  private final WorkerPool pool;
  private final Workspace[] workspaces;
  private final Inputs inputs = new Inputs();
  private final Packing packing = new Packing();
  private final Product product = new Product();

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  protected PooledKernels(int threads) {
    pool = new WorkerPool(threads);
    workspaces = new Workspace[threads];
    for (int i = 0; i < threads; i++) {
      workspaces[i] = new Workspace();
    }
  }

  /**
   * The products of a query with neighbouring keys.
   *
   * @param q queries
   * @param qOffset where the head's query starts in {@code q}
   * @param headSize channels of a head
   * @param keys {@code [positions][stride]}
   * @param keyOffset where the head's first key starts, in floats
   * @param stride floats from one key to the next
   * @param scores receives the products
   * @param from where the first product goes
   * @param to where the one past the last would go
   */
  protected abstract void score(
      float[] q,
      int qOffset,
      int headSize,
      MemorySegment keys,
      long keyOffset,
      int stride,
      float[] scores,
      int from,
      int to);

  /**
   * {@code x = exp(scale * (x - max)) / sum}, the maximum subtracted so that nothing overflows.
   *
   * @param x the scores, replaced by their weights
   * @param count how many
   * @param scale the factor on each score, over 0
   */
  protected abstract void softmax(float[] x, int count, float scale);

  /**
   * Adds weighted neighbouring values to a head's result.
   *
   * @param weights one for each position
   * @param from the first weight
   * @param to the one past the last
   * @param values {@code [positions][stride]}
   * @param valueOffset where the head's first value starts, in floats
   * @param stride floats from one value to the next
   * @param out receives the sum
   * @param outOffset where the head's result starts in {@code out}
   * @param headSize channels of a head
   */
  protected abstract void addWeighted(
      float[] weights,
      int from,
      int to,
      MemorySegment values,
      long valueOffset,
      int stride,
      float[] out,
      int outOffset,
      int headSize);

  @Override
  public final int threads() {
    return pool.threads();
  }

  /**
   * Turns to the activations of a product and says how many units of work it takes to pack them in
   * the layout that the matrices read; 0 where they take them as they are.
   *
   * @param matrices the weights, all of this tier
   * @param x the activations
   */
  protected int packingUnits(Matrix[] matrices, Inputs x) {
    return 0;
  }

  /**
   * Packs a part of the activations.
   *
   * @param x the activations
   * @param unit which part, from 0
   */
  protected void pack(Inputs x, int unit) {}

  @Override
  public final void matmul(Matrix w, float[] x, int tokens, float[] y) {
    product.only[0] = w;
    product.onlyResult[0] = y;
    matmul(product.only, x, tokens, product.onlyResult);
  }

  @Override
  public final void matmul(Matrix[] ws, float[] x, int tokens, float[][] ys) {
    inputs.set(x, tokens, ws[0].columns());
    int units = packingUnits(ws, inputs);
    if (units > 0) {
      packing.units = units;
      packing.parts = parts((long) tokens * inputs.columns(), units);
      pool.run(packing.parts, packing);
    }
    product.matrices = ws;
    product.results = ys;
    product.bytes = RowShares.bytes(ws);
    long weights = 0;
    for (Matrix w : ws) {
      weights += (long) w.rows() * w.columns();
    }
    product.parts = parts(weights * tokens, pool.threads());
    pool.run(product.parts, product);
  }

  /** Packs the activations: the units in turn. */
  private final class Packing implements WorkerPool.Task {
    int units;
    int parts;

    @Override
    public void run(int part) {
      for (int unit = part; unit < units; unit += parts) {
        pack(inputs, unit);
      }
    }
  }

  /** Multiplies: each worker its share of the rows of all matrices. */
  private final class Product implements WorkerPool.Task {
    final Matrix[] only = new Matrix[1];
    final float[][] onlyResult = new float[1][];
    Matrix[] matrices;
    float[][] results;
    long bytes;
    int parts;

    @Override
    public void run(int part) {
      long before = 0;
      for (int i = 0; i < matrices.length; i++) {
        Matrix w = matrices[i];
        int from = RowShares.begin(w, before, bytes, part, parts);
        int to = RowShares.begin(w, before, bytes, part + 1, parts);
        if (from < to) {
          w.multiply(inputs, results[i], from, to, workspaces[part]);
        }
        before += w.rows() * w.rowBytes();
      }
    }
  }

  @Override
  public final void attention(
      AttentionShape shape,
      float[] q,
      int tokens,
      KvCache cache,
      int layer,
      int position,
      float[] out) {
    int heads = shape.heads();
    int seen = Math.min(position + tokens, shape.window());
    long work = 2L * heads * shape.headSize() * tokens * seen;
    int parts = parts(work, heads);
    if (parts == 1) {
      attendHeads(shape, 0, heads, q, tokens, cache, layer, position, out, workspaces[0]);
      return;
    }
    pool.run(
        parts,
        part -> {
          int from = heads * part / parts;
          int to = heads * (part + 1) / parts;
          attendHeads(shape, from, to, q, tokens, cache, layer, position, out, workspaces[part]);
        });
  }

  private void attendHeads(
      AttentionShape shape,
      int fromHead,
      int toHead,
      float[] q,
      int tokens,
      KvCache cache,
      int layer,
      int position,
      float[] out,
      Workspace workspace) {
    for (int head = fromHead; head < toHead; head++) {
      for (int t = 0; t < tokens; t++) {
        int qOffset = t * shape.width() + head * shape.headSize();
        attend(shape, head, q, qOffset, cache, layer, position + t, out, workspace);
      }
    }
  }

  /** One query head of the token at a position. */
  private void attend(
      AttentionShape shape,
      int head,
      float[] q,
      int qOffset,
      KvCache cache,
      int layer,
      int position,
      float[] out,
      Workspace workspace) {
    int headSize = shape.headSize();
    int stride = shape.kvWidth();
    long kvOffset = (long) shape.kvHead(head) * headSize;
    int first = shape.firstSeen(position);
    int seen = position + 1 - first;
    float[] scores = workspace.floats(seen);
    for (int from = 0; from < seen; ) {
      KvRun run = cache.run(layer, first + from);
      int to = Math.min(from + run.positions(), seen);
      score(q, qOffset, headSize, run.keys(), kvOffset, stride, scores, from, to);
      from = to;
    }
    weigh(shape, scores, seen);
    Arrays.fill(out, qOffset, qOffset + headSize, 0);
    for (int from = 0; from < seen; ) {
      KvRun run = cache.run(layer, first + from);
      int to = Math.min(from + run.positions(), seen);
      addWeighted(scores, from, to, run.values(), kvOffset, stride, out, qOffset, headSize);
      from = to;
    }
  }

  private void weigh(AttentionShape shape, float[] scores, int count) {
    if (shape.softCap() > 0) {
      scale(scores, count, shape.scale());
      softCap(scores, count, shape.softCap());
      softmax(scores, count, 1);
    } else {
      softmax(scores, count, shape.scale());
    }
  }

  @Override
  public final void scale(float[] x, int count, float factor) {
    for (int i = 0; i < count; i++) {
      x[i] *= factor;
    }
  }

  @Override
  public final void addBias(float[] x, int tokens, float[] bias) {
    for (int offset = 0; offset < tokens * bias.length; offset += bias.length) {
      for (int i = 0; i < bias.length; i++) {
        x[offset + i] += bias[i];
      }
    }
  }

  private int parts(long work, int units) {
    long worthwhile = Math.max(1, work / MIN_PART_WORK);
    return (int) Math.min(pool.threads(), Math.min(worthwhile, units));
  }

  @Override
  public final void close() {
    pool.close();
  }
}
