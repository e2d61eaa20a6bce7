package dev.nibble.engine.model;

import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.Norm;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.kernel.Kernels;
import java.util.Optional;

/** One layer: attention and feed-forward, each added to the residual stream. */
final class Block {
  private final Kernels kernels;
  private final ModelConfig config;
  private final Optional<NormLayer> attentionNorm;
  private final Attention attention;
  private final Optional<NormLayer> attentionPostNorm;
  private final Optional<NormLayer> feedForwardNorm;
  private final FeedForward feedForward;
  private final Optional<NormLayer> feedForwardPostNorm;

  Block(
      int layer,
      LayerTensors tensors,
      ModelConfig config,
      FeedForwardScratch scratch,
      Kernels kernels) {
    this.kernels = kernels;
    this.config = config;
    LayerConfig sizes = config.layers().get(layer);
    attentionNorm = tensors.attention().norm().map(this::norm);
    attention = new Attention(tensors.attention(), sizes, layer, config.normalization(), kernels);
    attentionPostNorm = tensors.attention().postNorm().map(this::norm);
    feedForwardNorm = tensors.feedForwardNorm().map(this::norm);
    feedForward = FeedForward.of(tensors.feedForward(), sizes.feedForward(), scratch, kernels);
    feedForwardPostNorm = tensors.feedForwardPostNorm().map(this::norm);
  }

  private NormLayer norm(Norm tensors) {
    return new NormLayer(tensors, config.normalization(), kernels);
  }

  void forward(Activations a, Batch batch, Optional<Rotation> rotation) {
    int count = batch.tokens();
    attention.forward(input(attentionNorm, a, count), a, batch, rotation);
    addDelta(a, count, attentionPostNorm);
    feedForward.forward(input(feedForwardNorm, a, count), count, a.delta);
    addDelta(a, count, feedForwardPostNorm);
  }

  private static float[] input(Optional<NormLayer> norm, Activations a, int count) {
    if (norm.isEmpty()) {
      return a.residual;
    }
    norm.get().apply(a.residual, count, a.normed);
    return a.normed;
  }

  private void addDelta(Activations a, int count, Optional<NormLayer> postNorm) {
    if (postNorm.isPresent()) {
      postNorm.get().apply(a.delta, count, a.delta);
    }
    if (config.residualScale() != 1) {
      kernels.scale(a.delta, count * config.width(), config.residualScale());
    }
    kernels.add(a.residual, a.delta, count * config.width());
  }
}
