package dev.nibble.engine.model;

import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;

/** A linear map, prepared for a tier. */
final class Projection {
  private final Kernels kernels;
  private final Matrix weight;
  private final float[] bias;

  private Projection(Kernels kernels, Matrix weight, float[] bias) {
    this.kernels = kernels;
    this.weight = weight;
    this.bias = bias;
  }

  static Projection of(Linear tensors, Kernels kernels) {
    return new Projection(
        kernels,
        kernels.matrix(tensors.weight()),
        tensors.bias().map(Weights::floats).orElse(new float[0]));
  }

  /**
   * {@code y = W x + b} for each token.
   *
   * @param x {@code [tokens][input features]}
   * @param tokens how many tokens
   * @param y receives {@code [tokens][output features]}
   */
  void apply(float[] x, int tokens, float[] y) {
    kernels.matmul(weight, x, tokens, y);
    addBias(y, tokens);
  }

  Matrix weight() {
    return weight;
  }

  /** Adds the bias, if there is one, to {@code [tokens][output features]}. */
  void addBias(float[] y, int tokens) {
    if (bias.length > 0) {
      kernels.addBias(y, tokens, bias);
    }
  }
}
