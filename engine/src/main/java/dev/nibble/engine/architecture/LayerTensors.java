package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

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

  /**
   * The same with other tensors.
   *
   * @param change makes one of each
   */
  public LayerTensors map(UnaryOperator<Tensor> change) {
    return new LayerTensors(
        attention.map(change),
        feedForwardNorm.map(norm -> norm.map(change)),
        feedForward.map(change),
        feedForwardPostNorm.map(norm -> norm.map(change)));
  }

  /** What all tensors take, in bytes. */
  public long bytes() {
    long[] sum = new long[1];
    map(tensor -> {
      sum[0] += tensor.bytes();
      return tensor;
    });
    return sum[0];
  }

  /** Weights that one token is multiplied with. */
  long weightsOfAToken() {
    return sumOfAToken(Tensor::elements);
  }

  /** What those take, in bytes. */
  long bytesOfAToken() {
    return sumOfAToken(Tensor::bytes);
  }

  /** A sum over the tensors that one token is multiplied with. */
  long sumOfAToken(ToLongFunction<Tensor> size) {
    return size.applyAsLong(attention.query().weight())
        + size.applyAsLong(attention.key().weight())
        + size.applyAsLong(attention.value().weight())
        + size.applyAsLong(attention.output().weight())
        + feedForward.sumOfAToken(size);
  }
}
