package dev.nibble.engine.architecture;

import java.util.Optional;

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

  /** Weights that one token is multiplied with. */
  long weightsOfAToken() {
    return attention.query().weights()
        + attention.key().weights()
        + attention.value().weights()
        + attention.output().weights()
        + feedForward.weightsOfAToken();
  }

  /** What those take, in bytes. */
  long bytesOfAToken() {
    return attention.query().weightBytes()
        + attention.key().weightBytes()
        + attention.value().weightBytes()
        + attention.output().weightBytes()
        + feedForward.bytesOfAToken();
  }
}
