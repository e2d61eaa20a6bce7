package dev.nibble.engine.architecture;

import java.util.List;

/**
 * The numbers that define a decoder-only transformer.
 *
 * @param architecture the name in {@code general.architecture}
 * @param vocabularySize tokens, V
 * @param contextLength positions that the model was trained for
 * @param width channels of the residual stream, d
 * @param normalization how its norms work
 * @param embeddingScale a factor on the embeddings
 * @param learnedPositions whether each position has an embedding of its own
 * @param residualScale a factor on what each block adds to the residual stream
 * @param layers the blocks, first to last; all have the same key/value heads
 * @param output what becomes of the logits
 */
public record ModelConfig(
    String architecture,
    int vocabularySize,
    int contextLength,
    int width,
    Normalization normalization,
    float embeddingScale,
    boolean learnedPositions,
    float residualScale,
    List<LayerConfig> layers,
    OutputConfig output) {

  /** Copies the list. */
  public ModelConfig {
    layers = List.copyOf(layers);
  }

  /** Floats of a token's keys in one layer; the values are as many. */
  public int kvWidth() {
    return layers.getFirst().attention().kvWidth();
  }
}
