package dev.nibble.engine.model;

import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.cache.FlatKvCache;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Matrix;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The forward pass of a decoder-only transformer: embeddings, blocks of attention and feed-forward
 * around a residual stream, logits. What sets an architecture apart is in the configuration and in
 * which tensors there are.
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
  private final Rotations rotations;
  private final Matrix embedding;
  private final Optional<Matrix> positions;
  private final List<Block> blocks;
  private final NormLayer outputNorm;
  private final Projection output;
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
    rotations = new Rotations(config.layers(), tensors.ropeFactors());
    embedding = kernels.matrix(tensors.embedding());
    positions = tensors.positions().map(kernels::matrix);
    FeedForwardScratch scratch = new FeedForwardScratch();
    blocks =
        IntStream.range(0, config.layers().size())
            .mapToObj(i -> new Block(i, tensors.layers().get(i), config, scratch, kernels))
            .toList();
    outputNorm = new NormLayer(tensors.outputNorm(), config.normalization(), kernels);
    output =
        tensors.tied()
            ? Projection.over(embedding, tensors.output(), kernels)
            : Projection.of(tensors.output(), kernels);
    activations = new Activations(config, 1);
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
    return new FlatKvCache(config.layers().size(), config.kvWidth(), capacity);
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
    embed(ids, from, count, cache.length());
    rotations.moveTo(cache.length(), count, cache.capacity());
    for (int layer = 0; layer < blocks.size(); layer++) {
      blocks.get(layer).forward(activations, count, rotations.of(layer), cache);
      probe.after(layer, activations.residual, count);
    }
    cache.commit(count);
  }

  private void embed(int[] ids, int from, int count, int position) {
    Activations a = activations;
    int width = config.width();
    for (int t = 0; t < count; t++) {
      embedding.row(ids[from + t], a.residual, t * width);
    }
    if (config.embeddingScale() != 1) {
      kernels.scale(a.residual, count * width, config.embeddingScale());
    }
    if (positions.isPresent()) {
      for (int t = 0; t < count; t++) {
        positions.get().row(position + t, a.delta, t * width);
      }
      kernels.add(a.residual, a.delta, count * width);
    }
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
    outputNorm.apply(a.delta, count, a.normed);
    output.apply(a.normed, count, logits);
    int elements = count * config.vocabularySize();
    if (config.output().scale() != 1) {
      kernels.scale(logits, elements, config.output().scale());
    }
    if (config.output().softCap() > 0) {
      kernels.softCap(logits, elements, config.output().softCap());
    }
  }
}
