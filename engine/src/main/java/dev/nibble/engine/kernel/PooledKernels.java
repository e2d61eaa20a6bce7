package dev.nibble.engine.kernel;

import dev.nibble.engine.cache.KvCache;

/**
 * Cuts the two large operations into parts, one a worker: matrix products by rows of the weights,
 * attention by heads. What a part does is the tier's.
 */
public abstract class PooledKernels implements Kernels {
  /** Multiply-adds below which a part is not worth a dispatch: a few microseconds of one core. */
  private static final long MIN_PART_WORK = 1 << 16;

  /** Rows are handed out in multiples of the largest group that a tier computes together. */
  private static final int ROW_GROUP = 4;

  private final WorkerPool pool;
  private final Workspace[] workspaces;

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
   * Attention of one query head of one token.
   *
   * @param shape the heads
   * @param head the query head
   * @param q queries
   * @param qOffset where the head's query starts in {@code q}; its result starts there in {@code
   *     out}
   * @param cache the keys and values
   * @param layer the layer of the cache
   * @param positions how many positions are seen, from 0
   * @param out receives the result
   * @param workspace memory of the calling worker
   */
  protected abstract void attend(
      AttentionShape shape,
      int head,
      float[] q,
      int qOffset,
      KvCache cache,
      int layer,
      int positions,
      float[] out,
      Workspace workspace);

  @Override
  public final int threads() {
    return pool.threads();
  }

  @Override
  public final void matmul(Matrix w, float[] x, int tokens, float[] y) {
    int rows = w.rows();
    int parts = parts((long) rows * w.columns() * tokens, Math.ceilDiv(rows, ROW_GROUP));
    if (parts == 1) {
      w.multiply(x, tokens, y, 0, rows, workspaces[0]);
      return;
    }
    int partRows = Math.ceilDiv(Math.ceilDiv(rows, ROW_GROUP), parts) * ROW_GROUP;
    pool.run(
        parts,
        part -> {
          int from = Math.min(rows, part * partRows);
          int to = Math.min(rows, from + partRows);
          w.multiply(x, tokens, y, from, to, workspaces[part]);
        });
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
    long work = 2L * heads * shape.headSize() * tokens * (position + tokens);
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
        attend(shape, head, q, qOffset, cache, layer, position + t + 1, out, workspace);
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
