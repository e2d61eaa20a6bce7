package dev.nibble.engine;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.weights.Tensor;
import java.util.IdentityHashMap;
import java.util.Objects;

/** Kernels that show products and attention to a listener before others compute them. */
final class ObservedKernels implements Kernels {
  private final Kernels kernels;
  private final ProductListener listener;
  private final IdentityHashMap<Matrix, WeightMatrix> matrices = new IdentityHashMap<>();

  /**
   * Wraps kernels.
   *
   * @param kernels what computes; closed with this
   * @param listener is shown products and attention
   */
  ObservedKernels(Kernels kernels, ProductListener listener) {
    this.kernels = kernels;
    this.listener = listener;
  }

  @Override
  public Matrix matrix(Tensor tensor) {
    Matrix matrix = kernels.matrix(tensor);
    long bytes = matrix.rows() * matrix.rowBytes();
    matrices.put(matrix, new WeightMatrix(tensor.name(), matrix.rows(), matrix.columns(), bytes));
    return matrix;
  }

  @Override
  public long copiedBytes() {
    return kernels.copiedBytes();
  }

  /** Those of a matrix, which was made here: kernels take no others. */
  private WeightMatrix weights(Matrix matrix) {
    return Objects.requireNonNull(matrices.get(matrix));
  }

  @Override
  public void matmul(Matrix w, float[] x, int tokens, float[] y) {
    listener.product(weights(w), x, tokens);
    kernels.matmul(w, x, tokens, y);
  }

  @Override
  public void matmul(Matrix[] ws, float[] x, int tokens, float[][] ys) {
    for (Matrix w : ws) {
      listener.product(weights(w), x, tokens);
    }
    kernels.matmul(ws, x, tokens, ys);
  }

  @Override
  public String id() {
    return kernels.id();
  }

  @Override
  public int threads() {
    return kernels.threads();
  }

  @Override
  public int likeOne() {
    return kernels.likeOne();
  }

  @Override
  public void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y) {
    kernels.rmsNorm(x, tokens, weight, epsilon, y);
  }

  @Override
  public void layerNorm(
      float[] x, int tokens, float[] weight, float[] bias, float epsilon, float[] y) {
    kernels.layerNorm(x, tokens, weight, bias, epsilon, y);
  }

  @Override
  public void addBias(float[] x, int tokens, float[] bias) {
    kernels.addBias(x, tokens, bias);
  }

  @Override
  public void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation) {
    kernels.rope(x, tokens, heads, headSize, rotation);
  }

  @Override
  public void attention(AttentionShape shape, float[] q, Batch batch, int layer, float[] out) {
    listener.attention(shape, q, batch, layer);
    kernels.attention(shape, q, batch, layer, out);
  }

  @Override
  public void gate(Activation activation, float[] gate, float[] up, int count) {
    kernels.gate(activation, gate, up, count);
  }

  @Override
  public void activate(Activation activation, float[] x, int count) {
    kernels.activate(activation, x, count);
  }

  @Override
  public void softCap(float[] x, int count, float cap) {
    kernels.softCap(x, count, cap);
  }

  @Override
  public void scale(float[] x, int count, float factor) {
    kernels.scale(x, count, factor);
  }

  @Override
  public void add(float[] x, float[] delta, int count) {
    kernels.add(x, delta, count);
  }

  @Override
  public void each(int count, Item task) {
    kernels.each(count, task);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
