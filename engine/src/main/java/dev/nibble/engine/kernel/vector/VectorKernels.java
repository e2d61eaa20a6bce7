package dev.nibble.engine.kernel.vector;

import static dev.nibble.engine.kernel.vector.Lanes.F;
import static dev.nibble.engine.kernel.vector.Lanes.f32;

import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.kernel.AttentionShape;
import dev.nibble.engine.kernel.Exp;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.PooledKernels;
import dev.nibble.engine.kernel.Rotation;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.engine.kernel.scalar.ScalarKernels;
import dev.nibble.weights.Tensor;
import jdk.incubator.vector.FloatVector;

/** The operations on vectors of {@link Lanes#BITS} bits. */
public final class VectorKernels extends PooledKernels {

  /**
   * Starts the workers.
   *
   * @param threads how many threads work on an operation, 1 or more
   */
  public VectorKernels(int threads) {
    super(threads);
  }

  @Override
  public String id() {
    return "vector-" + Lanes.BITS;
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    return VectorMatrix.of(tensor);
  }

  @Override
  public void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y) {
    int width = weight.length;
    int bound = F.loopBound(width);
    for (int offset = 0; offset < tokens * width; offset += width) {
      float squares = DotTile.dot(x, offset, x, offset, width);
      float scale = (float) (1 / Math.sqrt(squares / width + epsilon));
      int i = 0;
      for (; i < bound; i += F.length()) {
        f32(x, offset + i).mul(scale).mul(f32(weight, i)).intoArray(y, offset + i);
      }
      for (; i < width; i++) {
        y[offset + i] = x[offset + i] * scale * weight[i];
      }
    }
  }

  /** Shared with the scalar tier: a thousandth of the work, and the pairs are no neighbours. */
  @Override
  public void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    ScalarKernels.rotate(x, tokens, heads, headSize, rotation);
  }

  @Override
  protected void attend(
      AttentionShape shape,
      int head,
      float[] q,
      int qOffset,
      KvCache cache,
      int layer,
      int positions,
      float[] out,
      Workspace workspace) {
    VectorAttention.attend(
        shape, head, q, qOffset, cache, layer, positions, out, workspace.floats(positions));
  }

  @Override
  public void swiGlu(float[] gate, float[] up, int count) {
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      FloatVector z = f32(gate, i);
      FloatVector silu = z.div(VectorExp.exp(z.neg()).add(1));
      silu.mul(f32(up, i)).intoArray(gate, i);
    }
    for (; i < count; i++) {
      gate[i] = gate[i] / (1 + Exp.exp(-gate[i])) * up[i];
    }
  }

  @Override
  public void add(float[] x, float[] delta, int count) {
    int bound = F.loopBound(count);
    int i = 0;
    for (; i < bound; i += F.length()) {
      f32(x, i).add(f32(delta, i)).intoArray(x, i);
    }
    for (; i < count; i++) {
      x[i] += delta[i];
    }
  }
}
