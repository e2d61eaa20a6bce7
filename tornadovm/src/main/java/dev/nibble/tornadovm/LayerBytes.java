package dev.nibble.tornadovm;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.Norm;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.LayerSpec;
import dev.nibble.weights.Tensor;

/** What the arrays of a {@link LayerGraph} take on a device. */
final class LayerBytes {
  private LayerBytes() {}

  /** All of it, before anything is allocated. */
  static LayerNeed of(LayerSpec spec) {
    int kvWidth = spec.config().attention().kvWidth();
    long bytes =
        weights(spec.tensors())
            + activations(spec)
            + StoredRows.bytes(kvWidth)
            + LayerGraph.GRAPHS * Launches.CONTEXT_BYTES;
    return new LayerNeed(bytes, KvCopy.slotBytes(kvWidth));
  }

  private static long weights(LayerTensors tensors) {
    long bytes = 0;
    for (Linear linear : LayerSupport.linears(tensors)) {
      bytes += Product.bytes(linear);
    }
    for (Norm norm : LayerSupport.norms(tensors)) {
      Tensor weight = norm.weight();
      bytes += Arrays32.bytes(weight.elements());
    }
    return bytes;
  }

  private static long activations(LayerSpec spec) {
    AttentionShape shape = spec.config().attention();
    long angles = Math.max(1, 2L * Chunk.TOKENS * LayerNumbers.pairs(spec));
    return Arrays32.bytes(LayerNumbers.SIZES)
        + Arrays32.bytes(LayerNumbers.OTHERS)
        + Arrays32.bytes(Chunk.FRONT)
        + Arrays32.bytes(angles)
        + 2 * tokens(spec.model().width())
        + 2 * tokens(shape.width())
        + 2 * tokens(shape.kvWidth())
        + tokens(spec.config().feedForward().width())
        + 2 * Arrays32.bytes(0);
  }

  private static long tokens(int channels) {
    return Arrays32.bytes((long) Chunk.TOKENS * channels);
  }
}
