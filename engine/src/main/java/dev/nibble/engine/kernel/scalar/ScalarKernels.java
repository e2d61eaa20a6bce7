package dev.nibble.engine.kernel.scalar;

import dev.nibble.engine.kernel.AttentionInputs;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.PooledKernels;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;

/** The operations as plain loops. */
public final class ScalarKernels extends PooledKernels {

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  public ScalarKernels(int threads) {
    super(threads, new ScalarLoops());
  }

  @Override
  public String id() {
    return "scalar";
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    return new ScalarMatrix(tensor, BlockFormat.of(tensor.type()).orElseThrow());
  }

  @Override
  protected int attentionUnits(AttentionInputs in) {
    return in.shape().heads();
  }

  @Override
  protected void attend(AttentionInputs in, int part, int parts, Workspace workspace) {
    int heads = in.shape().heads();
    ScalarAttention.attend(in, heads * part / parts, heads * (part + 1) / parts, workspace);
  }
}
