package dev.nibble.engine.model;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.QueryTemperature;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.engine.kernel.Kernels;
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
   * Computes the block, and adds keys and values to the caches.
   *
   * @param x {@code [tokens][width]}, normed
   * @param a receives in {@code delta} what is added to the residual stream
   */
  void forward(float[] x, Activations a, Batch batch, Optional<Rotation> rotation) {
    int count = batch.tokens();
    queryKeyValue.apply(x, count, a.queryKeyValue);
    normHeads(queryNorm, a.query, count * shape.width());
    normHeads(keyNorm, a.key, count * shape.kvWidth());
    if (rotation.isPresent()) {
      kernels.rope(a.query, count, shape.heads(), shape.headSize(), rotation.get());
      kernels.rope(a.key, count, shape.kvHeads(), shape.headSize(), rotation.get());
    }
    for (int sequence = 0; sequence < batch.sequences(); sequence++) {
      if (temperature.isPresent()) {
        grow(a.query, batch, sequence, temperature.get());
      }
      store(a, batch, sequence);
    }
    kernels.attention(shape, a.query, batch, layer, a.attended);
    output.apply(a.attended, count, a.delta);
  }

  private void store(Activations a, Batch batch, int sequence) {
    int from = batch.first(sequence) * shape.kvWidth();
    batch
        .cache(sequence)
        .store(layer, batch.position(sequence), batch.count(sequence), a.key, a.value, from);
  }

  private static void normHeads(Optional<NormLayer> norm, float[] heads, int channels) {
    if (norm.isPresent()) {
      norm.get().apply(heads, channels / norm.get().channels(), heads);
    }
  }

  private void grow(float[] queries, Batch batch, int sequence, QueryTemperature temperature) {
    int width = shape.width();
    for (int t = 0; t < batch.count(sequence); t++) {
      float factor = temperature.at(batch.position(sequence) + t);
      int from = (batch.first(sequence) + t) * width;
      for (int i = from; i < from + width; i++) {
        queries[i] *= factor;
      }
    }
  }
}
