package dev.nibble.engine.model;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.cache.FlatKvCache;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.kernel.AttentionShape;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import dev.nibble.engine.kernel.Rotation;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.util.List;

/**
 * The forward pass of the llama architecture (Touvron et al. 2023): pre-norm blocks of rotary
 * grouped-query attention and a SwiGLU feed-forward.
 *
 * <p>Not safe for use by several threads at once: an instance owns the activations of its batch.
 */
public final class Transformer {
  /**
   * Tokens that are computed together at most; longer prompts are cut into batches of this size.
   */
  public static final int MAX_BATCH = 512;

  private final ModelConfig config;
  private final Kernels kernels;
  private final AttentionShape shape;
  private final RotaryEmbedding rotary;
  private final Matrix embedding;
  private final List<LayerWeights> layers;
  private final float[] outputNorm;
  private final Matrix output;
  private final LayerProbe probe;
  private Activations activations;

  /**
   * Prepares the weights.
   *
   * @param config the numbers of the model
   * @param tensors its tensors, whose file must stay open as long as this is used
   * @param kernels the operations
   */
  public Transformer(ModelConfig config, ModelTensors tensors, Kernels kernels) {
    this(config, tensors, kernels, LayerProbe.NONE);
  }

  Transformer(ModelConfig config, ModelTensors tensors, Kernels kernels, LayerProbe probe) {
    this.config = config;
    this.kernels = kernels;
    this.probe = probe;
    float scale = (float) (1 / Math.sqrt(config.headSize()));
    shape = new AttentionShape(config.heads(), config.kvHeads(), config.headSize(), scale);
    float[] ropeFactors = tensors.ropeFactors().map(Transformer::floats).orElse(new float[0]);
    rotary = new RotaryEmbedding(config.rotatedChannels() / 2, config.ropeBase(), ropeFactors);
    embedding = kernels.matrix(tensors.embedding());
    layers = tensors.layers().stream().map(layer -> LayerWeights.of(layer, kernels)).toList();
    outputNorm = floats(tensors.outputNorm());
    output = tensors.tied() ? embedding : kernels.matrix(tensors.output());
    activations = new Activations(config, 1);
  }

  static float[] floats(Tensor tensor) {
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }

  /** The numbers of the model. */
  public ModelConfig config() {
    return config;
  }

  /**
   * An empty cache of this model's shape.
   *
   * @param capacity the largest number of positions
   * @return the cache, to be closed by the caller
   */
  public KvCache newCache(int capacity) {
    return new FlatKvCache(config.layers(), config.kvWidth(), capacity);
  }

  /**
   * Runs tokens behind those that a cache holds, and adds them to it.
   *
   * @param ids the tokens, all in the vocabulary
   * @param from the first to run
   * @param count how many, 1 to {@link #MAX_BATCH}
   * @param cache the sequence so far
   * @throws IllegalStateException if the cache has no room; nothing has changed then
   */
  public void forward(int[] ids, int from, int count, KvCache cache) {
    if (!cache.reserve(count)) {
      throw new IllegalStateException(
          "no room for %d positions behind %d of %d"
              .formatted(count, cache.length(), cache.capacity()));
    }
    if (activations.tokens < count) {
      activations = new Activations(config, count);
    }
    for (int t = 0; t < count; t++) {
      embedding.row(ids[from + t], activations.residual, t * config.width());
    }
    Rotation rotation = rotary.at(cache.length(), count);
    for (int layer = 0; layer < layers.size(); layer++) {
      attend(layer, count, rotation, cache);
      feedForward(layers.get(layer), count);
      probe.after(layer, activations.residual, count);
    }
    cache.commit(count);
  }

  private void attend(int layer, int count, Rotation rotation, KvCache cache) {
    Activations a = activations;
    LayerWeights w = layers.get(layer);
    int position = cache.length();
    kernels.rmsNorm(a.residual, count, w.attentionNorm(), config.rmsEpsilon(), a.normed);
    kernels.matmul(w.query(), a.normed, count, a.query);
    kernels.matmul(w.key(), a.normed, count, a.key);
    kernels.matmul(w.value(), a.normed, count, a.value);
    kernels.rope(a.query, count, config.heads(), config.headSize(), rotation);
    kernels.rope(a.key, count, config.kvHeads(), config.headSize(), rotation);
    cache.store(layer, position, count, a.key, a.value);
    kernels.attention(shape, a.query, count, cache, layer, position, a.attended);
    kernels.matmul(w.attentionOutput(), a.attended, count, a.delta);
    kernels.add(a.residual, a.delta, count * config.width());
  }

  private void feedForward(LayerWeights w, int count) {
    Activations a = activations;
    kernels.rmsNorm(a.residual, count, w.feedForwardNorm(), config.rmsEpsilon(), a.normed);
    kernels.matmul(w.gate(), a.normed, count, a.gate);
    kernels.matmul(w.up(), a.normed, count, a.up);
    kernels.swiGlu(a.gate, a.up, count * config.feedForwardWidth());
    kernels.matmul(w.down(), a.gate, count, a.delta);
    kernels.add(a.residual, a.delta, count * config.width());
  }

  /**
   * Copies what the last block left behind neighbouring tokens of the last batch, so that their
   * logits can be computed later.
   *
   * @param first the index of the first token in the batch
   * @param count how many tokens
   * @param states receives {@code [count][width]}
   */
  public void copyStates(int first, int count, float[] states) {
    int width = config.width();
    System.arraycopy(activations.residual, first * width, states, 0, count * width);
  }

  /**
   * The logits of copied states, whatever was run since.
   *
   * @param states {@code [tokens][width]}, from {@link #copyStates}
   * @param first the index of the first token in them
   * @param count how many tokens
   * @param logits receives {@code [count][vocabulary]}
   */
  public void logits(float[] states, int first, int count, float[] logits) {
    Activations a = activations;
    int width = config.width();
    System.arraycopy(states, first * width, a.delta, 0, count * width);
    kernels.rmsNorm(a.delta, count, outputNorm, config.rmsEpsilon(), a.normed);
    kernels.matmul(output, a.normed, count, logits);
  }
}
