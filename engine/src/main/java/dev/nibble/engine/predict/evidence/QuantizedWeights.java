package dev.nibble.engine.predict.evidence;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.quantize.QuantizationError;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A tensor that was quantized.
 *
 * @param name its name
 * @param type the type that it got
 * @param weights how many elements it has
 * @param bitsPerWeight what one of them takes, scales included
 * @param zeros share of the original weights that are 0
 * @param variance sigma^2 of the original weights, over the whole tensor
 * @param step root of the mean of the squared steps
 * @param error mean squared error, with what two rules say of it
 * @param codeEntropy entropy of the histogram of its codes, bits a weight
 * @param codeVariance variance of these: that of the weights, each in steps of its own group
 */
public record QuantizedWeights(
    String name,
    TensorType type,
    long weights,
    double bitsPerWeight,
    double zeros,
    double variance,
    double step,
    QuantizationError error,
    double codeEntropy,
    double codeVariance) {

  /**
   * The mean over all weights of some tensors.
   *
   * @param tensors one or more
   * @param value the mean of one tensor
   */
  public static double mean(
      List<QuantizedWeights> tensors, ToDoubleFunction<QuantizedWeights> value) {
    double sum = 0;
    double weights = 0;
    for (QuantizedWeights tensor : tensors) {
      sum += tensor.weights() * value.applyAsDouble(tensor);
      weights += tensor.weights();
    }
    return sum / weights;
  }
}
