package dev.nibble.engine.model;

import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;

/** The weights of one block, prepared for a tier; see {@link LayerTensors} for the shapes. */
@SuppressWarnings("ArrayRecordComponent") // held by one transformer, never compared
record LayerWeights(
    float[] attentionNorm,
    Matrix query,
    Matrix key,
    Matrix value,
    Matrix attentionOutput,
    float[] feedForwardNorm,
    Matrix gate,
    Matrix up,
    Matrix down) {

  static LayerWeights of(LayerTensors tensors, Kernels kernels) {
    return new LayerWeights(
        Transformer.floats(tensors.attentionNorm()),
        kernels.matrix(tensors.query()),
        kernels.matrix(tensors.key()),
        kernels.matrix(tensors.value()),
        kernels.matrix(tensors.attentionOutput()),
        Transformer.floats(tensors.feedForwardNorm()),
        kernels.matrix(tensors.gate()),
        kernels.matrix(tensors.up()),
        kernels.matrix(tensors.down()));
  }
}
