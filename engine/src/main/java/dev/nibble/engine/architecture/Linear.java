package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The tensors of a linear map.
 *
 * @param weight {@code [output features][input features]}
 * @param bias {@code [output features]}
 */
public record Linear(Tensor weight, Optional<Tensor> bias) {

  Linear map(UnaryOperator<Tensor> change) {
    return new Linear(change.apply(weight), bias.map(change));
  }
}
