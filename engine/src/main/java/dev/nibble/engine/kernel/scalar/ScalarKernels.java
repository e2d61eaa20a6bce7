package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.PooledKernels;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;

/** The operations as plain loops. */
public final class ScalarKernels extends PooledKernels {
  /** One a worker. */
  private final ScalarAttention[] attentions;

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  public ScalarKernels(int threads) {
    super(threads, new ScalarLoops());
    attentions = new ScalarAttention[threads];
    for (int i = 0; i < threads; i++) {
      attentions[i] = new ScalarAttention();
    }
  }

  @Override
  public String id() {
    return "scalar";
  }

  /** A sum is a loop over a token's channels or its positions, whatever stands beside it. */
  @Override
  public int likeOne() {
    return Integer.MAX_VALUE;
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    return new ScalarMatrix(tensor);
  }

  @Override
  protected int attentionUnits(AttentionInputs in, int sequence, int workers) {
    return Math.min(workers, in.shape().heads());
  }

  @Override
  protected void attend(
      AttentionInputs in, int sequence, int unit, int units, int worker, Workspace workspace) {
    int heads = in.shape().heads();
    int from = heads * unit / units;
    int to = heads * (unit + 1) / units;
    attentions[worker].attend(in, sequence, from, to, workspace);
  }
}
