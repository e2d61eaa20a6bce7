package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Pairing;

/**
 * Gemma (Mesnard et al. 2024): embeddings scaled by the root of the width, GELU gates. The one that
 * it adds to its norms' weights is in the files' weights already.
 */
class Gemma extends Architecture {
  Gemma() {
    this("gemma");
  }

  Gemma(String name) {
    super(name);
  }

  @Override
  final float embeddingScale(Numbers numbers, Dimensions sizes) {
    return (float) Math.sqrt(sizes.width());
  }

  @Override
  final Pairing pairing() {
    return Pairing.HALVES;
  }

  @Override
  final Activation activation() {
    return Activation.GELU;
  }

  /** The largest Gemma 2 and Gemma 3 scale by the width of a head as if heads filled the width. */
  static float attentionScale(Dimensions sizes, int layersOfLargest) {
    int size = sizes.layers() == layersOfLargest ? sizes.width() / sizes.heads() : sizes.headSize();
    return (float) (1 / Math.sqrt(size));
  }
}
