package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Model;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.architecture.RopeFactors;
import dev.nibble.weights.Tensor;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model's file says of it; the symbols are those of the framework. Where layers differ, the
 * first one's numbers stand.
 *
 * @param name the file's name
 * @param vocabulary V, tokens
 * @param width d, channels of the residual stream
 * @param layers L
 * @param feedForwardWidth d_ff, channels inside the feed-forward block; of a mixture those of one
 *     expert
 * @param gated whether the feed-forward block has a gate
 * @param experts feed-forward networks of a layer: 1 where there is no mixture
 * @param heads h, query heads
 * @param kvHeads h_kv, key/value heads
 * @param headSize channels of a head
 * @param tied whether embedding and output are one tensor
 * @param contextLength positions that the model was trained for
 * @param parameters P, elements of all tensors
 * @param parameterBytes what all tensors take
 * @param fileBytes size of the file
 * @param rotaryFactors elements of rotary factors, which a file may store and nobody learns
 * @param multipliedWeights weights that a token is multiplied with
 * @param multipliedBytes what those take
 */
public record ModelFacts(
    String name,
    int vocabulary,
    int width,
    int layers,
    int feedForwardWidth,
    boolean gated,
    int experts,
    int heads,
    int kvHeads,
    int headSize,
    boolean tied,
    int contextLength,
    long parameters,
    long parameterBytes,
    long fileBytes,
    long rotaryFactors,
    long multipliedWeights,
    long multipliedBytes) {

  /**
   * Reads the facts of an open file; no weight is touched.
   *
   * @param model the file
   * @return its facts
   */
  public static ModelFacts of(Model model) {
    ModelConfig config = model.config();
    ModelTensors tensors = model.tensors();
    LayerConfig layer = config.layers().getFirst();
    AttentionShape attention = layer.attention();
    FeedForwardConfig feedForward = layer.feedForward();
    Collection<Tensor> all = model.file().tensors().values();
    return new ModelFacts(
        model.file().path().getFileName().toString(),
        config.vocabularySize(),
        config.width(),
        config.layers().size(),
        feedForward.experts().map(ExpertConfig::width).orElse(feedForward.width()),
        feedForward.gated(),
        feedForward.experts().map(ExpertConfig::count).orElse(1),
        attention.heads(),
        attention.kvHeads(),
        attention.headSize(),
        tensors.tied(),
        config.contextLength(),
        all.stream().mapToLong(Tensor::elements).sum(),
        all.stream().mapToLong(Tensor::bytes).sum(),
        model.file().bytes(),
        elements(tensors.ropeFactors()),
        tensors.multipliedWeights(),
        tensors.multipliedBytes());
  }

  private static long elements(RopeFactors factors) {
    return Stream.of(factors.all(), factors.shortContext(), factors.longContext())
        .flatMap(Optional::stream)
        .mapToLong(Tensor::elements)
        .sum();
  }

  /** b_w, bytes of a weight, on average. */
  public double bytesPerWeight() {
    return (double) parameterBytes / parameters;
  }

  /** h d_h, channels of a layer's queries. */
  public int attentionWidth() {
    return heads * headSize;
  }

  /** d_kv, channels of a layer's keys, and of its values. */
  public int kvWidth() {
    return kvHeads * headSize;
  }
}
