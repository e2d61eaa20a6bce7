package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** The matrices of a feed-forward block. */
public sealed interface FeedForwardTensors {

  /**
   * The same with other tensors.
   *
   * @param change makes one of each
   */
  FeedForwardTensors map(UnaryOperator<Tensor> change);

  /**
   * A sum over the tensors that one token is multiplied with.
   *
   * @param size of each
   */
  long sumOfAToken(ToLongFunction<Tensor> size);

  /**
   * One network.
   *
   * @param gate {@code [feed-forward width][width]}, where the network is gated
   * @param up {@code [feed-forward width][width]}
   * @param down {@code [width][feed-forward width]}
   */
  record Network(Optional<Linear> gate, Linear up, Linear down) implements FeedForwardTensors {
    @Override
    public Network map(UnaryOperator<Tensor> change) {
      return new Network(gate.map(one -> one.map(change)), up.map(change), down.map(change));
    }

    @Override
    public long sumOfAToken(ToLongFunction<Tensor> size) {
      long gates = gate.isPresent() ? size.applyAsLong(gate.get().weight()) : 0;
      return gates + size.applyAsLong(up.weight()) + size.applyAsLong(down.weight());
    }
  }

  /**
   * A mixture of networks.
   *
   * @param router {@code [experts][width]}
   * @param experts the networks, views of one tensor where the file has them stacked
   * @param used how many a token takes
   * @param shared the one that every token takes, if any
   */
  record Mixture(Linear router, List<Network> experts, int used, Optional<SharedExpert> shared)
      implements FeedForwardTensors {
    @Override
    public Mixture map(UnaryOperator<Tensor> change) {
      return new Mixture(
          router.map(change),
          experts.stream().map(expert -> expert.map(change)).toList(),
          used,
          shared.map(expert -> expert.map(change)));
    }

    @Override
    public long sumOfAToken(ToLongFunction<Tensor> size) {
      long common = shared.isPresent() ? shared.get().sumOfAToken(size) : 0;
      return size.applyAsLong(router.weight())
          + used * experts.getFirst().sumOfAToken(size)
          + common;
    }
  }

  /**
   * The expert that every token takes.
   *
   * @param gate {@code [1][width]}: the sigmoid of its product is the expert's weight; 1 without
   * @param network the expert
   */
  record SharedExpert(Optional<Tensor> gate, Network network) {
    SharedExpert map(UnaryOperator<Tensor> change) {
      return new SharedExpert(gate.map(change), network.map(change));
    }

    long sumOfAToken(ToLongFunction<Tensor> size) {
      return (gate.isPresent() ? size.applyAsLong(gate.get()) : 0) + network.sumOfAToken(size);
    }
  }
}
