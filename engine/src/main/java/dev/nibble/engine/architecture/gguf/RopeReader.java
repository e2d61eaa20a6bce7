package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.RopeScaling;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import java.util.Optional;

/**
 * What a file says about rotary position embedding.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/src/llama-context.cpp">
 *     llama_context in llama.cpp, for what a scaling without further numbers means</a>
 */
final class RopeReader {
  private static final float DEFAULT_BASE = 10_000;

  private static final String ROTATED = "rope.dimension_count";
  private static final String TYPE = "rope.scaling.type";
  private static final String FACTOR = "rope.scaling.factor";
  private static final String OLD_FACTOR = "rope.scale_linear";

  private final Architecture architecture;
  private final Numbers numbers;

  RopeReader(Architecture architecture, Numbers numbers) {
    this.architecture = architecture;
    this.numbers = numbers;
  }

  RopeConfig read(int headSize, int contextLength)
      throws GgufFormatException, UnsupportedModelException {
    int rotated = numbers.optional(ROTATED, 0, headSize).orElse(headSize);
    if (rotated % 2 != 0) {
      throw numbers
          .metadata()
          .malformed(numbers.key(ROTATED), "is " + rotated + ", expected an even number");
    }
    float base = numbers.positive("rope.freq_base", DEFAULT_BASE);
    return new RopeConfig(architecture.pairing(), rotated, base, scaling(contextLength));
  }

  /** The factor on the turned channels that the file has beside what a scaling brings. */
  static float declaredMagnitude(Numbers numbers) throws GgufFormatException {
    return numbers.positive("rope.scaling.attn_factor", 1);
  }

  private RopeScaling scaling(int contextLength)
      throws GgufFormatException, UnsupportedModelException {
    String type = numbers.metadata().string(numbers.key(TYPE)).orElse("linear");
    int originalContext =
        numbers
            .optional("rope.scaling.original_context_length", 1, Integer.MAX_VALUE)
            .orElse(contextLength);
    float magnitude = declaredMagnitude(numbers);
    float factor = factor();
    return switch (type) {
      case "none" -> new RopeScaling(1, magnitude, Optional.empty(), originalContext);
      case "linear", "longrope" ->
          new RopeScaling(factor, magnitude, Optional.empty(), originalContext);
      case "yarn" -> {
        Yarn yarn = architecture.yarn(numbers);
        yield new RopeScaling(
            factor, magnitude * yarn.magnitude(factor), Optional.of(yarn.ramp()), originalContext);
      }
      default ->
          throw new UnsupportedModelException(
              "rope scaling '" + type + "'", "none, linear, yarn, longrope");
    };
  }

  /** The factor, under its present or its former name; 0 means none. */
  private float factor() throws GgufFormatException {
    String name = numbers.floating(FACTOR).isPresent() ? FACTOR : OLD_FACTOR;
    return numbers.floating(name, 0) == 0 ? 1 : numbers.positive(name, 1);
  }
}
