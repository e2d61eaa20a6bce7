package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.LayerConfig;
import dev.nibble.engine.architecture.ModelConfig;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the numbers of a model. */
final class ConfigReader {
  private static final int MAX_LAYERS = 1 << 12;
  private static final int MAX_EXPERTS = 1 << 10;

  private static final String HEADS = "attention.head_count";
  private static final String KV_HEADS = "attention.head_count_kv";
  private static final String EXPERTS = "expert_count";
  private static final String EXPERTS_USED = "expert_used_count";

  private final Architecture architecture;
  private final Numbers numbers;
  private final Metadata metadata;

  ConfigReader(Architecture architecture, Metadata metadata) {
    this.architecture = architecture;
    this.metadata = metadata;
    this.numbers = new Numbers(metadata, architecture.name());
  }

  ModelConfig read(int vocabularySize) throws GgufFormatException, UnsupportedModelException {
    refuseWhatIsNotImplemented();
    int contextLength = numbers.required("context_length", Integer.MAX_VALUE);
    Dimensions sizes = dimensions();
    return new ModelConfig(
        architecture.name(),
        vocabularySize,
        contextLength,
        sizes.width(),
        normalization(),
        architecture.embeddingScale(numbers, sizes),
        architecture.learnedPositions(),
        architecture.residualScale(numbers),
        layers(sizes, contextLength),
        architecture.output(numbers));
  }

  private void refuseWhatIsNotImplemented() throws GgufFormatException, UnsupportedModelException {
    if (!metadata.bool(numbers.key("attention.causal")).orElse(true)) {
      throw new UnsupportedModelException("attention to later tokens", "models that generate text");
    }
    if (numbers.optional("expert_group_count", 0, MAX_EXPERTS).orElse(0) > 1) {
      throw new UnsupportedModelException(
          "a choice of experts by groups", "a choice among all experts");
    }
  }

  private Dimensions dimensions() throws GgufFormatException, UnsupportedModelException {
    int width = numbers.required("embedding_length", Numbers.MAX_COUNT);
    int layers = numbers.required("block_count", MAX_LAYERS);
    int heads = numbers.required(HEADS, Numbers.MAX_COUNT);
    int headSize = headSize(width, heads);
    int kvHeads = numbers.optional(KV_HEADS, 1, Numbers.MAX_COUNT).orElse(heads);
    if (heads % kvHeads != 0) {
      throw malformed(KV_HEADS, "is " + kvHeads + ", expected a divisor of " + heads);
    }
    if ((long) heads * headSize > Numbers.MAX_COUNT) {
      throw malformed(HEADS, "is " + heads + " with heads of " + headSize + " channels");
    }
    return new Dimensions(width, layers, heads, kvHeads, headSize);
  }

  private int headSize(int width, int heads) throws GgufFormatException, UnsupportedModelException {
    OptionalInt declared = numbers.optional("attention.key_length", 1, Numbers.MAX_COUNT);
    if (declared.isEmpty() && width % heads != 0) {
      throw malformed(HEADS, "is " + heads + ", expected a divisor of " + width);
    }
    int headSize = declared.orElse(width / heads);
    int valueSize =
        numbers.optional("attention.value_length", 1, Numbers.MAX_COUNT).orElse(headSize);
    if (valueSize != headSize) {
      throw new UnsupportedModelException(
          "a value head of %d channels beside a key head of %d".formatted(valueSize, headSize),
          "heads of one size");
    }
    return headSize;
  }

  private Normalization normalization() throws GgufFormatException {
    Normalization.Kind kind = architecture.normalization();
    String name =
        switch (kind) {
          case ROOT_MEAN_SQUARE -> "attention.layer_norm_rms_epsilon";
          case LAYER -> "attention.layer_norm_epsilon";
        };
    float epsilon = numbers.floating(name).orElseThrow(() -> metadata.missing(numbers.key(name)));
    if (epsilon < 0) {
      throw malformed(name, "is " + epsilon + ", expected 0 or more");
    }
    return new Normalization(kind, epsilon);
  }

  private List<LayerConfig> layers(Dimensions sizes, int contextLength)
      throws GgufFormatException, UnsupportedModelException {
    RopeConfig rope = new RopeReader(architecture, numbers).read(sizes.headSize(), contextLength);
    float scale = architecture.attentionScale(numbers, sizes);
    float softCap = architecture.attentionSoftCap(numbers);
    FeedForwardConfig feedForward = feedForward();
    List<LayerConfig> layers = new ArrayList<>();
    for (int layer = 0; layer < sizes.layers(); layer++) {
      int window = architecture.window(numbers, layer);
      AttentionShape attention =
          new AttentionShape(
              sizes.heads(), sizes.kvHeads(), sizes.headSize(), scale, softCap, window);
      RopeConfig declared =
          window == AttentionShape.ALL_POSITIONS ? rope : architecture.windowRope(numbers, rope);
      layers.add(
          new LayerConfig(
              attention,
              architecture.rope(numbers, declared, layer),
              architecture.queryTemperature(numbers, rope),
              feedForward));
    }
    return layers;
  }

  private FeedForwardConfig feedForward() throws GgufFormatException, UnsupportedModelException {
    Optional<ExpertConfig> experts = experts();
    int width =
        experts.isPresent() ? 0 : numbers.required("feed_forward_length", Numbers.MAX_COUNT);
    return new FeedForwardConfig(width, architecture.activation(), architecture.gated(), experts);
  }

  private Optional<ExpertConfig> experts() throws GgufFormatException, UnsupportedModelException {
    int count =
        architecture.needsExperts()
            ? numbers.required(EXPERTS, MAX_EXPERTS)
            : numbers.optional(EXPERTS, 0, MAX_EXPERTS).orElse(0);
    if (count == 0) {
      return Optional.empty();
    }
    int used = numbers.required(EXPERTS_USED, count);
    return Optional.of(architecture.experts(numbers, count, used));
  }

  private GgufFormatException malformed(String name, String complaint) {
    return metadata.malformed(numbers.key(name), complaint);
  }
}
