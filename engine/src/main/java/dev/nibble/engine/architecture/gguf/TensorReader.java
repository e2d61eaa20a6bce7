package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.AttentionTensors;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.LayerTensors;
import dev.nibble.engine.architecture.Linear;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.ModelTensors;
import dev.nibble.engine.architecture.Norm;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeFactors;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the tensors that a model's configuration implies, and refuses all others. */
final class TensorReader {
  private static final String EMBEDDING = "token_embd.weight";
  private static final String FACTORS = "rope_freqs.weight";
  private static final String SHORT_FACTORS = "rope_factors_short.weight";
  private static final String LONG_FACTORS = "rope_factors_long.weight";

  private final Architecture architecture;
  private final ModelConfig config;
  private final TensorFinder finder;

  TensorReader(Architecture architecture, GgufFile file, ModelConfig config) {
    this.architecture = architecture;
    this.config = config;
    this.finder = new TensorFinder(file);
  }

  ModelTensors read() throws GgufFormatException, UnsupportedModelException {
    Tensor embedding = finder.matrix(EMBEDDING, config.vocabularySize(), config.width());
    Optional<Tensor> positions =
        config.learnedPositions()
            ? Optional.of(
                finder.matrix("position_embd.weight", config.contextLength(), config.width()))
            : Optional.empty();
    List<LayerTensors> layers = new ArrayList<>();
    for (int i = 0; i < config.layers().size(); i++) {
      layers.add(layer("blk." + i + ".", config.layers().get(i)));
    }
    Norm outputNorm = norm("output_norm", config.width());
    Linear output = output(embedding);
    RopeFactors factors = ropeFactors();
    finder.refuseOthers(architecture.name());
    return new ModelTensors(embedding, positions, layers, outputNorm, output, factors);
  }

  private Linear output(Tensor embedding) throws GgufFormatException, UnsupportedModelException {
    int rows = config.vocabularySize();
    boolean tied = architecture.mayTieOutput() && !finder.has("output.weight");
    return tied
        ? new Linear(embedding, finder.bias("output", rows, false))
        : finder.linear("output", rows, config.width(), false);
  }

  private LayerTensors layer(String prefix, LayerConfig layer)
      throws GgufFormatException, UnsupportedModelException {
    AttentionTensors attention = attention(prefix, layer.attention());
    return new LayerTensors(
        attention,
        preNorm(prefix + "ffn_norm"),
        new FeedForwardReader(architecture, finder, config.width())
            .read(prefix, layer.feedForward()),
        postNorm(prefix + "post_ffw_norm"));
  }

  private AttentionTensors attention(String prefix, AttentionShape shape)
      throws GgufFormatException, UnsupportedModelException {
    Optional<Norm> norm = preNorm(prefix + "attn_norm");
    List<Linear> projections =
        new ProjectionReader(architecture, finder, config.width()).read(prefix, shape);
    return new AttentionTensors(
        norm,
        projections.get(0),
        projections.get(1),
        projections.get(2),
        headNorm(prefix + "attn_q_norm", shape.headSize(), shape.width()),
        headNorm(prefix + "attn_k_norm", shape.headSize(), shape.kvWidth()),
        finder.linear(
            prefix + "attn_output", config.width(), shape.width(), architecture.needsBiases()),
        postNorm(prefix + "post_attention_norm"));
  }

  private Optional<Norm> headNorm(String name, int headSize, int allHeads)
      throws GgufFormatException, UnsupportedModelException {
    return switch (architecture.headNorms()) {
      case NONE -> Optional.empty();
      case EACH_HEAD -> Optional.of(norm(name, headSize));
      case ALL_HEADS -> Optional.of(norm(name, allHeads));
    };
  }

  private Optional<Norm> preNorm(String name)
      throws GgufFormatException, UnsupportedModelException {
    return architecture.preNorms() ? Optional.of(norm(name, config.width())) : Optional.empty();
  }

  private Optional<Norm> postNorm(String name)
      throws GgufFormatException, UnsupportedModelException {
    return architecture.postNorms() ? Optional.of(norm(name, config.width())) : Optional.empty();
  }

  private Norm norm(String name, int channels)
      throws GgufFormatException, UnsupportedModelException {
    boolean biased = config.normalization().kind() == Normalization.Kind.LAYER;
    return new Norm(
        finder.vector(name + ".weight", channels),
        biased ? Optional.of(finder.vector(name + ".bias", channels)) : Optional.empty());
  }

  private RopeFactors ropeFactors() throws GgufFormatException, UnsupportedModelException {
    Optional<RopeConfig> rope =
        config.layers().stream().flatMap(layer -> layer.rope().stream()).findFirst();
    if (rope.isEmpty()) {
      return new RopeFactors(Optional.empty(), Optional.empty(), Optional.empty());
    }
    int pairs = rope.get().rotatedChannels() / 2;
    boolean byContext = finder.has(LONG_FACTORS) || finder.has(SHORT_FACTORS);
    return new RopeFactors(
        finder.has(FACTORS) ? Optional.of(finder.divisors(FACTORS, pairs)) : Optional.empty(),
        byContext ? Optional.of(finder.divisors(SHORT_FACTORS, pairs)) : Optional.empty(),
        byContext ? Optional.of(finder.divisors(LONG_FACTORS, pairs)) : Optional.empty());
  }
}
