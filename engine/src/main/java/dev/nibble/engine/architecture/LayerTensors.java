package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tensors of one block.
 *
 * @param attention the attention block
 * @param feedForwardNorm {@code [width]}, in front of the feed-forward block, where there is one
 * @param feedForward the feed-forward block
 * @param feedForwardPostNorm {@code [width]}, over what that adds to the residual stream
 */
public record LayerTensors(
    AttentionTensors attention,
    Optional<Norm> feedForwardNorm,
    FeedForwardTensors feedForward,
    Optional<Norm> feedForwardPostNorm) {

  /** The matrices that one token is multiplied with. */
  Stream<Tensor> matricesOfAToken() {
    Stream<Tensor> projections =
        Stream.of(attention.query(), attention.key(), attention.value(), attention.output())
            .map(Linear::weight);
    return Stream.concat(projections, feedForward.matricesOfAToken());
  }
}
