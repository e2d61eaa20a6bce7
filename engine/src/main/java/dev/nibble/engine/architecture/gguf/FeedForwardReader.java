package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.architecture.FeedForwardTensors.Mixture;
import dev.nibble.engine.architecture.FeedForwardTensors.Network;
import dev.nibble.engine.architecture.FeedForwardTensors.SharedExpert;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the tensors of a feed-forward block. */
final class FeedForwardReader {
  private final Architecture architecture;
  private final TensorFinder finder;
  private final int width;

  FeedForwardReader(Architecture architecture, TensorFinder finder, int width) {
    this.architecture = architecture;
    this.finder = finder;
    this.width = width;
  }

  FeedForwardTensors read(String prefix, FeedForwardConfig config)
      throws GgufFormatException, UnsupportedModelException {
    if (config.experts().isPresent()) {
      return mixture(prefix, config.experts().get());
    }
    return architecture.gateInUp() ? gateInUp(prefix, config.width()) : dense(prefix, config);
  }

  private Network dense(String prefix, FeedForwardConfig config)
      throws GgufFormatException, UnsupportedModelException {
    int hidden = config.width();
    boolean needsBias = architecture.needsBiases();
    return new Network(
        config.gated()
            ? Optional.of(finder.linear(prefix + "ffn_gate", hidden, width, needsBias))
            : Optional.empty(),
        finder.linear(prefix + "ffn_up", hidden, width, needsBias),
        finder.linear(prefix + "ffn_down", width, hidden, needsBias));
  }

  private Network gateInUp(String prefix, int hidden)
      throws GgufFormatException, UnsupportedModelException {
    Tensor both = finder.matrix(prefix + "ffn_up.weight", 2L * hidden, width);
    return network(
        both.slice(0, hidden),
        both.slice(hidden, hidden),
        finder.matrix(prefix + "ffn_down.weight", width, hidden));
  }

  private Mixture mixture(String prefix, ExpertConfig config)
      throws GgufFormatException, UnsupportedModelException {
    Linear router = finder.linear(prefix + "ffn_gate_inp", config.count(), width, false);
    boolean split =
        finder.has(prefix + "ffn_down.0.weight") || finder.has(prefix + "ffn_up.0.weight");
    List<Network> experts = split ? split(prefix, config) : stacked(prefix, config);
    Optional<SharedExpert> shared =
        config.sharedWidth() > 0
            ? Optional.of(shared(prefix, config.sharedWidth()))
            : Optional.empty();
    return new Mixture(router, experts, config.used(), shared);
  }

  private List<Network> stacked(String prefix, ExpertConfig config)
      throws GgufFormatException, UnsupportedModelException {
    int count = config.count();
    int hidden = config.width();
    Tensor gates = finder.stack(prefix + "ffn_gate_exps.weight", count, hidden, width);
    Tensor ups = finder.stack(prefix + "ffn_up_exps.weight", count, hidden, width);
    Tensor downs = finder.stack(prefix + "ffn_down_exps.weight", count, width, hidden);
    List<Network> experts = new ArrayList<>();
    for (int e = 0; e < count; e++) {
      experts.add(
          network(
              gates.slice((long) e * hidden, hidden),
              ups.slice((long) e * hidden, hidden),
              downs.slice((long) e * width, width)));
    }
    return experts;
  }

  /** Files of the first half year of mixtures have a tensor for each expert. */
  private List<Network> split(String prefix, ExpertConfig config)
      throws GgufFormatException, UnsupportedModelException {
    List<Network> experts = new ArrayList<>();
    for (int e = 0; e < config.count(); e++) {
      String suffix = "." + e + ".weight";
      experts.add(
          network(
              finder.matrix(prefix + "ffn_gate" + suffix, config.width(), width),
              finder.matrix(prefix + "ffn_up" + suffix, config.width(), width),
              finder.matrix(prefix + "ffn_down" + suffix, width, config.width())));
    }
    return experts;
  }

  private SharedExpert shared(String prefix, int hidden)
      throws GgufFormatException, UnsupportedModelException {
    Optional<Tensor> gate =
        architecture.gatedSharedExpert()
            ? Optional.of(finder.vector(prefix + "ffn_gate_inp_shexp.weight", width))
            : Optional.empty();
    Network network =
        network(
            finder.matrix(prefix + "ffn_gate_shexp.weight", hidden, width),
            finder.matrix(prefix + "ffn_up_shexp.weight", hidden, width),
            finder.matrix(prefix + "ffn_down_shexp.weight", width, hidden));
    return new SharedExpert(gate, network);
  }

  private static Network network(Tensor gate, Tensor up, Tensor down) {
    return new Network(Optional.of(unbiased(gate)), unbiased(up), unbiased(down));
  }

  private static Linear unbiased(Tensor weight) {
    return new Linear(weight, Optional.empty());
  }
}
