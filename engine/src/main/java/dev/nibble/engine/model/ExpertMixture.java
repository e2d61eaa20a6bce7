package dev.nibble.engine.model;

import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.architecture.FeedForwardTensors.SharedExpert;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.kernel.Elementwise;
import dev.nibble.engine.kernel.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A mixture of experts. Each token takes its own; the tokens of a batch that take the same one go
 * through it together, so that the weights of an expert are read once, and those of an expert that
 * none takes are not read.
 */
final class ExpertMixture implements FeedForward {
  /** The argument for which the sigmoid is 1. */
  private static final float OPEN = Float.POSITIVE_INFINITY;

  private final FeedForwardScratch scratch;
  private final int width;
  private final int experts;
  private final int used;
  private final Projection router;
  private final Routing routing;
  private final List<Network> networks;
  private final Optional<Network> shared;
  private final Optional<Projection> sharedGate;

  ExpertMixture(
      FeedForwardTensors.Mixture tensors,
      FeedForwardConfig config,
      FeedForwardScratch scratch,
      Kernels kernels) {
    this.scratch = scratch;
    ExpertConfig mixture = config.experts().orElseThrow();
    width = Math.toIntExact(tensors.router().weight().columns());
    experts = mixture.count();
    used = mixture.used();
    router = Projection.of(tensors.router(), kernels);
    routing = new Routing(experts, used, mixture.weightsSumToOne());
    networks =
        tensors.experts().stream()
            .map(expert ->
                new Network(expert, mixture.width(), config.activation(), scratch, kernels))
            .toList();
    shared =
        tensors
            .shared()
            .map(expert ->
                new Network(
                    expert.network(),
                    mixture.sharedWidth(),
                    config.activation(),
                    scratch,
                    kernels));
    sharedGate =
        tensors
            .shared()
            .flatMap(SharedExpert::gate)
            .map(gate -> Projection.of(new Linear(gate, Optional.empty()), kernels));
  }

  @Override
  public void forward(float[] x, int tokens, float[] y) {
    float[] scores = scratch.scores(tokens * experts);
    router.apply(x, tokens, scores);
    routing.choose(scores, tokens);
    int[] places = scratch.places(tokens * used);
    Arrays.fill(y, 0, tokens * width, 0);
    for (int expert = 0; expert < experts; expert++) {
      int count = routing.placesOf(expert, tokens, places);
      if (count > 0) {
        addExpert(networks.get(expert), x, places, count, y);
      }
    }
    shared.ifPresent(network -> addShared(network, x, tokens, y));
  }

  private void addExpert(Network network, float[] x, int[] places, int count, float[] y) {
    float[] inputs = scratch.inputs(count * width);
    float[] outputs = scratch.outputs(count * width);
    for (int i = 0; i < count; i++) {
      System.arraycopy(x, routing.token(places[i]) * width, inputs, i * width, width);
    }
    network.forward(inputs, count, outputs);
    for (int i = 0; i < count; i++) {
      addRow(routing.weight(places[i]), outputs, i, y, routing.token(places[i]));
    }
  }

  private void addShared(Network network, float[] x, int tokens, float[] y) {
    float[] outputs = scratch.outputs(tokens * width);
    network.forward(x, tokens, outputs);
    float[] gates = scratch.scores(tokens);
    sharedGate.ifPresentOrElse(
        gate -> gate.apply(x, tokens, gates), () -> Arrays.fill(gates, 0, tokens, OPEN));
    for (int t = 0; t < tokens; t++) {
      addRow(Elementwise.sigmoid(gates[t]), outputs, t, y, t);
    }
  }

  private void addRow(float weight, float[] rows, int row, float[] y, int token) {
    for (int i = 0; i < width; i++) {
      y[token * width + i] += weight * rows[row * width + i];
    }
  }
}
