package dev.nibble.engine.model;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.kernel.Kernels;

/** A feed-forward network: the whole block, or one of its experts. */
final class Network implements FeedForward {
  private final Kernels kernels;
  private final FeedForwardScratch scratch;
  private final Activation activation;
  private final int hiddenWidth;

  /** The gate and the way up; the latter alone where nothing is gated. */
  private final JointProjection up;

  private final boolean gated;
  private final Projection down;

  Network(
      FeedForwardTensors.Network tensors,
      int hiddenWidth,
      Activation activation,
      FeedForwardScratch scratch,
      Kernels kernels) {
    this.kernels = kernels;
    this.scratch = scratch;
    this.activation = activation;
    this.hiddenWidth = hiddenWidth;
    gated = tensors.gate().isPresent();
    Projection ungated = Projection.of(tensors.up(), kernels);
    up =
        gated
            ? new JointProjection(kernels, Projection.of(tensors.gate().get(), kernels), ungated)
            : new JointProjection(kernels, ungated);
    down = Projection.of(tensors.down(), kernels);
  }

  @Override
  public void forward(float[] x, int tokens, float[] y) {
    int count = tokens * hiddenWidth;
    float[][] hidden = scratch.hidden(gated ? 2 : 1, count);
    up.apply(x, tokens, hidden);
    if (gated) {
      kernels.gate(activation, hidden[0], hidden[1], count);
    } else {
      kernels.activate(activation, hidden[0], count);
    }
    down.apply(hidden[0], tokens, y);
  }
}
