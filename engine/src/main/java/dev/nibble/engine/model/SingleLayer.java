package dev.nibble.engine.model;

import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.kernel.Kernels;
import java.util.Optional;

/** A layer of a model by itself. */
public final class SingleLayer {
  private final ModelConfig config;
  private final LayerScratch scratch;
  private final Block block;
  private Activations activations;

  /**
   * Prepares the weights.
   *
   * @param layer which layer, from 0
   * @param tensors its weights, whose memory must stay as long as this is used
   * @param config the numbers of the model
   * @param scratch working memory, shared with layers that do not run at the same time
   * @param kernels the operations
   */
  public SingleLayer(
      int layer, LayerTensors tensors, ModelConfig config, LayerScratch scratch, Kernels kernels) {
    this.config = config;
    this.scratch = scratch;
    block = new Block(layer, tensors, config, scratch.feedForward, kernels);
    activations = scratch.activations(1);
  }

  /**
   * Runs tokens through the layer, and stores their keys and values in their caches.
   *
   * @param residual {@code [tokens][width]}, receives what the layer makes of it
   * @param batch the tokens
   * @param rotation their angles, if the layer turns
   */
  public void forward(float[] residual, Batch batch, Optional<Rotation> rotation) {
    int floats = batch.tokens() * config.width();
    activations = scratch.activations(batch.tokens());
    System.arraycopy(residual, 0, activations.residual, 0, floats);
    block.forward(activations, batch, rotation);
    System.arraycopy(activations.residual, 0, residual, 0, floats);
  }

  /** The keys of the last tokens, turned, {@code [tokens][kv width]}: valid until the next ones. */
  public float[] keys() {
    return activations.key;
  }

  /** The values of the last tokens, {@code [tokens][kv width]}: valid until the next ones. */
  public float[] values() {
    return activations.value;
  }
}
