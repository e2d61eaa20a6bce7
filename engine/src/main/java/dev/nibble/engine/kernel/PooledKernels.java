package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Cuts the operations into parts, one a worker: matrix products by rows of the weights, attention
 * as the tier wants it, all else by tokens or elements.
 */
public abstract class PooledKernels implements Kernels {
  /** Multiply-adds below which a part is not worth a dispatch: a few microseconds of one core. */
  private static final long MIN_PART_WORK = 1 << 16;

  private final WorkerPool pool;
  private final Workspace[] workspaces;
  private final Inputs inputs = new Inputs();
  private final Packing packing = new Packing();
  private final Product product = new Product();
  private final Attending attending = new Attending();
  private final SharedLoops loops;

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   * @param loops the tier's operations on tokens and elements
   */
  protected PooledKernels(int threads, TokenLoops loops) {
    pool = new WorkerPool(threads);
    this.loops = new SharedLoops(loops, pool);
    workspaces = new Workspace[threads];
    for (int i = 0; i < threads; i++) {
      workspaces[i] = new Workspace();
    }
  }

  /**
   * Cuts the attention of a sequence's tokens into units of work.
   *
   * @param in the batch
   * @param sequence which of its sequences
   * @param workers how many workers share the batch
   * @return how many units, 1 or more
   */
  protected abstract int attentionUnits(AttentionInputs in, int sequence, int workers);

  /**
   * Computes a unit of the attention of a batch.
   *
   * @param in the batch
   * @param sequence which of its sequences
   * @param unit which of the sequence's units
   * @param units how many of these there are
   * @param worker which worker does it
   * @param workspace the worker's memory
   */
  protected abstract void attend(
      AttentionInputs in, int sequence, int unit, int units, int worker, Workspace workspace);

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
   * Whether a product is cut into a part for each worker, all of the same size, and not into large
   * and small ones for which workers race.
   *
   * @param matrices the weights, all of this tier
   * @param x the activations
   */
  protected boolean evenParts(Matrix[] matrices, Inputs x) {
    return false;
  }

  /**
   * Packs a part of the activations.
   *
   * @param x the activations
   * @param unit which part, from 0
   * @param workspace the worker's memory
   */
  protected void pack(Inputs x, int unit, Workspace workspace) {}

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
    long weights = 0;
    for (Matrix w : ws) {
      weights += (long) w.rows() * w.columns();
    }
    int parts = parts(weights * tokens, pool.threads());
    product.set(ws, ys, parts, evenParts(ws, inputs));
    pool.run(parts, product);
  }

  /** Packs the activations: the units in turn. */
  private final class Packing implements WorkerPool.Task {
    int units;
    int parts;

    @Override
    public void run(int part) {
      for (int unit = part; unit < units; unit += parts) {
        pack(inputs, unit, workspaces[part]);
      }
    }
  }

  /** Multiplies: each worker a large piece of the rows of all matrices, then small ones in turn. */
  @SuppressWarnings("NullAway.Init") // A call sets both before a part runs.
  private final class Product implements WorkerPool.Task {
    final Matrix[] only = new Matrix[1];
    final float[][] onlyResult = new float[1][];
    private final AtomicInteger next = new AtomicInteger();
    private Matrix[] matrices;
    private float[][] results;
    private long bytes;
    private int workers;
    private int pieces;

    void set(Matrix[] matrices, float[][] results, int workers, boolean even) {
      this.matrices = matrices;
      this.results = results;
      this.workers = workers;
      bytes = RowShares.bytes(matrices);
      pieces = even ? workers : RowShares.pieces(bytes, workers);
      next.setPlain(workers);
    }

    @Override
    public void run(int part) {
      int piece = part;
      do {
        multiply(piece, workspaces[part]);
        piece = next.getAndIncrement();
      } while (piece < pieces);
    }

    private void multiply(int piece, Workspace workspace) {
      long before = 0;
      for (int i = 0; i < matrices.length; i++) {
        Matrix w = matrices[i];
        int from = RowShares.begin(w, before, bytes, piece, pieces, workers);
        int to = RowShares.begin(w, before, bytes, piece + 1, pieces, workers);
        if (from < to) {
          w.multiply(inputs, results[i], from, to, workspace);
        }
        before += w.rows() * w.rowBytes();
      }
    }
  }

  @Override
  public final void attention(
      AttentionShape shape, float[] q, Batch batch, int layer, float[] out) {
    attending.in.set(shape, q, batch, layer, out);
    int workers = parts(attending.in.work(), pool.threads());
    attending.cut(workers);
    pool.run(workers, attending);
  }

  /** Attends: each worker takes the next unit that nobody has taken. */
  private final class Attending implements WorkerPool.Task {
    final AttentionInputs in = new AttentionInputs();
    private final AtomicInteger next = new AtomicInteger();

    /** How many units the sequences up to each have. */
    private int[] ends = new int[1];

    void cut(int workers) {
      int sequences = in.sequences();
      if (ends.length < sequences) {
        ends = Arrays.copyOf(ends, 2 * sequences);
      }
      int units = 0;
      for (int i = 0; i < sequences; i++) {
        units += attentionUnits(in, i, workers);
        ends[i] = units;
      }
      next.setPlain(workers);
    }

    @Override
    public void run(int part) {
      int sequences = in.sequences();
      int unit = part;
      int begin = 0;
      for (int i = 0; i < sequences; i++) {
        int units = ends[i] - begin;
        while (unit < ends[i]) {
          attend(in, i, unit - begin, units, part, workspaces[part]);
          unit = next.getAndIncrement();
        }
        begin = ends[i];
      }
    }
  }

  @Override
  public final void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y) {
    loops.rmsNorm(x, tokens, weight, epsilon, y);
  }

  @Override
  public final void layerNorm(
      float[] x, int tokens, float[] weight, float[] bias, float epsilon, float[] y) {
    loops.layerNorm(x, tokens, weight, bias, epsilon, y);
  }

  @Override
  public final void addBias(float[] x, int tokens, float[] bias) {
    loops.addBias(x, tokens, bias);
  }

  @Override
  public final void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    loops.rope(x, tokens, heads, headSize, rotation);
  }

  @Override
  public final void gate(Activation activation, float[] gate, float[] up, int count) {
    loops.gate(activation, gate, up, count);
  }

  @Override
  public final void activate(Activation activation, float[] x, int count) {
    loops.activate(activation, x, count);
  }

  @Override
  public final void softCap(float[] x, int count, float cap) {
    loops.softCap(x, count, cap);
  }

  @Override
  public final void scale(float[] x, int count, float factor) {
    loops.scale(x, count, factor);
  }

  @Override
  public final void add(float[] x, float[] delta, int count) {
    loops.add(x, delta, count);
  }

  @Override
  public final void each(int count, Item task) {
    AtomicInteger next = new AtomicInteger();
    pool.run(
        Math.min(count, pool.threads()),
        worker -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            task.run(i, worker);
          }
        });
  }

  private int parts(long work, int units) {
    long worthwhile = Math.max(1, work / MIN_PART_WORK);
    return (int) Math.min(pool.threads(), Math.min(worthwhile, units));
  }

  @Override
  public void close() {
    pool.close();
  }
}
