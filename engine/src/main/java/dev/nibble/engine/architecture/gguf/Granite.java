package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.OutputConfig;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import java.util.Optional;

/** Granite 3 and 4 (IBM 2024): four scales that llama does not have. */
class Granite extends Architecture {
  private static final String LOGIT_SCALE = "logit_scale";

  Granite() {
    this("granite");
  }

  Granite(String name) {
    super(name);
  }

  @Override
  final float embeddingScale(Numbers numbers, Dimensions sizes) throws GgufFormatException {
    return numbers.factor("embedding_scale");
  }

  @Override
  final float residualScale(Numbers numbers) throws GgufFormatException {
    return numbers.factor("residual_scale");
  }

  @Override
  final float attentionScale(Numbers numbers, Dimensions sizes) throws GgufFormatException {
    float declared = numbers.floating("attention.scale", 0);
    return declared == 0 ? super.attentionScale(numbers, sizes) : declared;
  }

  @Override
  final OutputConfig output(Numbers numbers) throws GgufFormatException {
    if (numbers.floating(LOGIT_SCALE).isEmpty()) {
      throw numbers.metadata().missing(numbers.key(LOGIT_SCALE));
    }
    return new OutputConfig(1 / numbers.positive(LOGIT_SCALE, 1), 0);
  }

  /** The file says with a flag of another meaning that positions are not encoded at all. */
  @Override
  Optional<RopeConfig> rope(Numbers numbers, RopeConfig declared, int layer)
      throws GgufFormatException {
    boolean rotates = numbers.metadata().bool(numbers.key("rope.scaling.finetuned")).orElse(true);
    return rotates ? Optional.of(declared) : Optional.empty();
  }

  @Override
  final ExpertConfig experts(Numbers numbers, int count, int used)
      throws GgufFormatException, UnsupportedModelException {
    int width = numbers.required("feed_forward_length", Numbers.MAX_COUNT);
    return new ExpertConfig(count, used, width, ExpertWidths.shared(numbers), true);
  }
}
