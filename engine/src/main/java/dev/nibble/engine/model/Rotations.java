package dev.nibble.engine.model;

import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeFactors;
import dev.nibble.engine.kernel.Rotation;
import dev.nibble.weights.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The angles of a batch, once for all layers that turn alike.
 *
 * <p>Where a model has divisors for long sequences, a sequence takes them that may grow beyond the
 * original context, from its first token on: its keys could not be turned back later.
 */
final class Rotations {
  /** llama.cpp makes contexts of whole steps before it compares them with the original one. */
  private static final int CONTEXT_STEP = 256;

  private final List<Optional<RopeConfig>> layers;
  private final RopeFactors factors;
  private final Map<Embedding, RotaryEmbedding> embeddings = new HashMap<>();
  private final Map<RopeConfig, Rotation> current = new HashMap<>();

  private record Embedding(RopeConfig config, boolean longContext) {}

  Rotations(List<LayerConfig> layers, RopeFactors factors) {
    this.layers = layers.stream().map(LayerConfig::rope).toList();
    this.factors = factors;
  }

  /**
   * Turns to a batch.
   *
   * @param position of its first token
   * @param count how many tokens
   * @param capacity positions that the sequence may have in the end
   */
  void moveTo(int position, int count, int capacity) {
    current.clear();
    for (Optional<RopeConfig> layer : layers) {
      layer.ifPresent(config ->
          current.computeIfAbsent(config, _ -> embedding(config, capacity).at(position, count)));
    }
  }

  /** The angles of a layer; empty where it does not turn. */
  Optional<Rotation> of(int layer) {
    return layers.get(layer).map(current::get);
  }

  private RotaryEmbedding embedding(RopeConfig config, int capacity) {
    long context = Math.ceilDiv(capacity, CONTEXT_STEP) * (long) CONTEXT_STEP;
    boolean longContext =
        factors.longContext().isPresent() && context > config.scaling().originalContext();
    return embeddings.computeIfAbsent(
        new Embedding(config, longContext), _ -> new RotaryEmbedding(config, factors(longContext)));
  }

  private float[] factors(boolean longContext) {
    Optional<Tensor> byContext = longContext ? factors.longContext() : factors.shortContext();
    return factors.all().or(() -> byContext).map(Weights::floats).orElse(new float[0]);
  }
}
