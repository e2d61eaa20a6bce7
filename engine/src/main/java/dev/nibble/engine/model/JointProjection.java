package dev.nibble.engine.model;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;

/** Linear maps of the same input, in one pass. */
final class JointProjection {
  private final Kernels kernels;
  private final Projection[] projections;
  private final Matrix[] weights;

  JointProjection(Kernels kernels, Projection... projections) {
    this.kernels = kernels;
    this.projections = projections;
    this.weights = new Matrix[projections.length];
    for (int i = 0; i < projections.length; i++) {
      weights[i] = projections[i].weight();
    }
  }

  /**
   * {@code y = W x + b} of each map for each token.
   *
   * @param x {@code [tokens][input features]}
   * @param tokens how many tokens
   * @param ys receive {@code [tokens][output features]}, in the order of the maps
   */
  void apply(float[] x, int tokens, float[][] ys) {
    kernels.matmul(weights, x, tokens, ys);
    for (int i = 0; i < projections.length; i++) {
      projections[i].addBias(ys[i], tokens);
    }
  }
}
