package dev.nibble.engine.model;

import dev.nibble.engine.architecture.Norm;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.kernel.Kernels;

/** A norm, with its weights as floats. */
final class NormLayer {
  private final Kernels kernels;
  private final Normalization normalization;
  private final float[] weight;
  private final float[] bias;

  NormLayer(Norm tensors, Normalization normalization, Kernels kernels) {
    this.kernels = kernels;
    this.normalization = normalization;
    this.weight = Weights.floats(tensors.weight());
    this.bias = tensors.bias().map(Weights::floats).orElse(new float[0]);
  }

  /** How many channels are normed together. */
  int channels() {
    return weight.length;
  }

  /**
   * Norms rows.
   *
   * @param x {@code [rows][channels of the norm]}
   * @param rows tokens, or their heads
   * @param y receives as many; may be {@code x}
   */
  void apply(float[] x, int rows, float[] y) {
    switch (normalization.kind()) {
      case ROOT_MEAN_SQUARE -> kernels.rmsNorm(x, rows, weight, normalization.epsilon(), y);
      case LAYER -> kernels.layerNorm(x, rows, weight, bias, normalization.epsilon(), y);
    }
  }
}
