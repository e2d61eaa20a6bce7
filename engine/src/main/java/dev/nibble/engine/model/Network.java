package dev.nibble.engine.model;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.kernel.Kernels;
import java.util.Optional;

/** A feed-forward network: the whole block, or one of its experts. */
final class Network implements FeedForward {
  private final Kernels kernels;
  private final FeedForwardScratch scratch;
  private final Activation activation;
  private final int hiddenWidth;
  private final Optional<Projection> gate;
  private final Projection up;
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
    gate = tensors.gate().map(linear -> Projection.of(linear, kernels));
    up = Projection.of(tensors.up(), kernels);
    down = Projection.of(tensors.down(), kernels);
  }

  @Override
  public void forward(float[] x, int tokens, float[] y) {
    int count = tokens * hiddenWidth;
    float[] hidden = scratch.hidden(count);
    if (gate.isEmpty()) {
      up.apply(x, tokens, hidden);
      kernels.activate(activation, hidden, count);
      down.apply(hidden, tokens, y);
    } else {
      float[] gates = scratch.gates(count);
      gate.get().apply(x, tokens, gates);
      up.apply(x, tokens, hidden);
      kernels.gate(activation, gates, hidden, count);
      down.apply(gates, tokens, y);
    }
  }
}
