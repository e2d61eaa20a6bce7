package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The tensors of a model: all that its configuration implies, each of the right shape and of a type
 * that can be computed with.
 *
 * @param embedding {@code [vocabulary][width]}
 * @param positions {@code [context length][width]}, added to the embeddings, where positions are
 *     learned
 * @param layers the blocks, first to last
 * @param outputNorm {@code [width]}
 * @param output {@code [vocabulary][width]}; the embedding where the two are tied
 * @param ropeFactors divisors of the rotary frequencies
 */
public record ModelTensors(
    Tensor embedding,
    Optional<Tensor> positions,
    List<LayerTensors> layers,
    Norm outputNorm,
    Linear output,
    RopeFactors ropeFactors) {

  /** Whether embedding and output are one tensor. */
  public boolean tied() {
    return output.weight().name().equals(embedding.name());
  }

  /**
   * Weights that a token is multiplied with: no norms, of a mixture the chosen experts, the
   * embedding only where tied.
   */
  public long multipliedWeights() {
    return sumOfAToken(Tensor::elements);
  }

  /** What those weights take, in bytes. */
  public long multipliedBytes() {
    return sumOfAToken(Tensor::bytes);
  }

  /**
   * A sum over the tensors that a token is multiplied with.
   *
   * @param size of each
   */
  public long sumOfAToken(ToLongFunction<Tensor> size) {
    long sum = size.applyAsLong(output.weight());
    for (LayerTensors layer : layers) {
      sum += layer.sumOfAToken(size);
    }
    return sum;
  }
}
