package dev.nibble.engine.predict.evidence;

import dev.nibble.weights.TensorType;
import dev.nibble.weights.quantize.QuantizationError;

/**
 * A tensor that was quantized.
 *
 * @param name its name
 * @param type the type that it got
 * @param weights how many elements it has
 * @param bitsPerWeight what one of them takes, scales included
 * @param variance sigma^2 of the original weights
 * @param step root of the mean of the squared steps
 * @param error mean squared error, with what two rules say of it
 * @param codeEntropy entropy of the histogram of its codes, bits a weight
 */
public record QuantizedWeights(
    String name,
    TensorType type,
    long weights,
    double bitsPerWeight,
    double variance,
    double step,
    QuantizationError error,
    double codeEntropy) {}
