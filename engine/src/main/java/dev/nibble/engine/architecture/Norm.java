package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The tensors of a norm.
 *
 * @param weight a factor for each channel
 * @param bias what is added to each channel
 */
public record Norm(Tensor weight, Optional<Tensor> bias) {

  Norm map(UnaryOperator<Tensor> change) {
    return new Norm(change.apply(weight), bias.map(change));
  }
}
