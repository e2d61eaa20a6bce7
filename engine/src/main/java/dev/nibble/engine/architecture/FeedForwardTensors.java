package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The matrices of a feed-forward block. */
public sealed interface FeedForwardTensors {

  /** The matrices that one token is multiplied with at most. */
  Stream<Tensor> matricesOfAToken();

  /**
   * One network.
   *
   * @param gate {@code [feed-forward width][width]}, where the network is gated
   * @param up {@code [feed-forward width][width]}
   * @param down {@code [width][feed-forward width]}
   */
  record Network(Optional<Linear> gate, Linear up, Linear down) implements FeedForwardTensors {
    @Override
    public Stream<Tensor> matricesOfAToken() {
      return Stream.concat(gate.stream(), Stream.of(up, down)).map(Linear::weight);
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
    public Stream<Tensor> matricesOfAToken() {
      Stream<Tensor> chosen =
          experts.stream().limit(used).flatMap(FeedForwardTensors::matricesOfAToken);
      Stream<Tensor> common =
          shared.stream()
              .flatMap(expert ->
                  Stream.concat(expert.gate().stream(), expert.network().matricesOfAToken()));
      return Stream.of(Stream.of(router.weight()), chosen, common).flatMap(s -> s);
    }
  }

  /**
   * The expert that every token takes.
   *
   * @param gate {@code [1][width]}: the sigmoid of its product is the expert's weight; 1 without
   * @param network the expert
   */
  record SharedExpert(Optional<Tensor> gate, Network network) {}
}
