package dev.nibble.engine.model;

import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.ModelConfig;
import java.util.Optional;

/** Working memory of layers that run one after the other. */
public final class LayerScratch {
  private final ModelConfig config;
  final FeedForwardScratch feedForward = new FeedForwardScratch();
  private Activations activations;

  /**
   * Creates memory for one token, which grows with the batch.
   *
   * @param config the numbers of the model
   */
  public LayerScratch(ModelConfig config) {
    this.config = config;
    activations = new Activations(config, 1);
  }

  Activations activations(int tokens) {
    if (activations.tokens < tokens) {
      activations = new Activations(config, tokens);
    }
    return activations;
  }

  /**
   * How large it becomes.
   *
   * @param config the numbers of the model
   * @param tokens the most tokens of a batch
   * @return bytes
   */
  public static long bytes(ModelConfig config, int tokens) {
    int hidden = 0;
    for (LayerConfig layer : config.layers()) {
      hidden = Math.max(hidden, feedForwardFloats(layer.feedForward(), config.width()));
    }
    int attention = config.layers().getFirst().attention().width();
    long floats = 3L * config.width() + 2L * attention + 2L * config.kvWidth() + hidden;
    return floats * tokens * Float.BYTES;
  }

  private static int feedForwardFloats(FeedForwardConfig config, int width) {
    Optional<ExpertConfig> experts = config.experts();
    return experts.isEmpty()
        ? 2 * config.width()
        : 2 * Math.max(experts.get().width(), experts.get().sharedWidth()) + 2 * width;
  }
}
