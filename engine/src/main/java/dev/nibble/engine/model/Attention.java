package dev.nibble.engine.model;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.QueryTemperature;
import dev.nibble.engine.cache.KvCache;
import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Rotation;
import java.util.Optional;

/** The attention block of one layer, without the norms around it. */
final class Attention {
  private final Kernels kernels;
  private final AttentionShape shape;
  private final Optional<QueryTemperature> temperature;
  private final int layer;
  private final JointProjection queryKeyValue;
  private final Optional<NormLayer> queryNorm;
  private final Optional<NormLayer> keyNorm;
  private final Projection output;

  Attention(
      AttentionTensors tensors,
      LayerConfig config,
      int layer,
      Normalization normalization,
      Kernels kernels) {
    this.kernels = kernels;
    this.shape = config.attention();
    this.temperature = config.queryTemperature();
    this.layer = layer;
    queryKeyValue =
        new JointProjection(
            kernels,
            Projection.of(tensors.query(), kernels),
            Projection.of(tensors.key(), kernels),
            Projection.of(tensors.value(), kernels));
    queryNorm = tensors.queryNorm().map(norm -> new NormLayer(norm, normalization, kernels));
    keyNorm = tensors.keyNorm().map(norm -> new NormLayer(norm, normalization, kernels));
    output = Projection.of(tensors.output(), kernels);
  }

  /**
   * Computes the block, and adds keys and values to the cache.
   *
   * @param x {@code [tokens][width]}, normed
   * @param a receives in {@code delta} what is added to the residual stream
   */
  void forward(float[] x, Activations a, int count, Optional<Rotation> rotation, KvCache cache) {
    int position = cache.length();
    queryKeyValue.apply(x, count, a.queryKeyValue);
    normHeads(queryNorm, a.query, count * shape.width());
    normHeads(keyNorm, a.key, count * shape.kvWidth());
    if (rotation.isPresent()) {
      kernels.rope(a.query, count, shape.heads(), shape.headSize(), rotation.get());
      kernels.rope(a.key, count, shape.kvHeads(), shape.headSize(), rotation.get());
    }
    if (temperature.isPresent()) {
      grow(a.query, position, count, temperature.get());
    }
    cache.store(layer, position, count, a.key, a.value);
    kernels.attention(shape, a.query, count, cache, layer, position, a.attended);
    output.apply(a.attended, count, a.delta);
  }

  private static void normHeads(Optional<NormLayer> norm, float[] heads, int channels) {
    if (norm.isPresent()) {
      norm.get().apply(heads, channels / norm.get().channels(), heads);
    }
  }

  private void grow(float[] queries, int position, int count, QueryTemperature temperature) {
    int width = shape.width();
    for (int t = 0; t < count; t++) {
      float factor = temperature.at(position + t);
      for (int i = t * width; i < (t + 1) * width; i++) {
        queries[i] *= factor;
      }
    }
  }
}
