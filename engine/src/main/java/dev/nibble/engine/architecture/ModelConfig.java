package dev.nibble.engine.architecture;

import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataValue.ArrayValue;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The numbers that define a decoder-only transformer.
 *
 * @param architecture the name in {@code general.architecture}
 * @param vocabularySize tokens, V
 * @param contextLength positions that the model was trained for
 * @param width channels of the residual stream, d
 * @param layers blocks, L
 * @param heads query heads, h
 * @param kvHeads key/value heads; {@code heads} is a multiple of it
 * @param headSize channels of a head
 * @param feedForwardWidth channels inside the feed-forward block
 * @param rotatedChannels channels of a head that rotate with the position, an even number
 * @param ropeBase the base of the rotary frequencies
 * @param rmsEpsilon what keeps a norm's root away from zero
 */
public record ModelConfig(
    String architecture,
    int vocabularySize,
    int contextLength,
    int width,
    int layers,
    int heads,
    int kvHeads,
    int headSize,
    int feedForwardWidth,
    int rotatedChannels,
    float ropeBase,
    float rmsEpsilon) {

  private static final String ARCHITECTURE_KEY = "general.architecture";
  private static final String LLAMA = "llama";
  private static final float DEFAULT_ROPE_BASE = 10_000;

  /** Far over any model, and low enough that products of two fit an int. */
  private static final int MAX_COUNT = 1 << 20;

  private static final int MAX_LAYERS = 1 << 12;

  /** Floats of a token's queries, {@code heads * headSize}. */
  public int attentionWidth() {
    return heads * headSize;
  }

  /** Floats of a token's keys in one layer, {@code kvHeads * headSize}; the values are as many. */
  public int kvWidth() {
    return kvHeads * headSize;
  }

  /**
   * Reads the configuration of a model.
   *
   * @param metadata the file's metadata
   * @param vocabularySize tokens of its vocabulary
   * @return the configuration
   * @throws GgufFormatException if a number is missing, of the wrong type or impossible
   * @throws UnsupportedModelException if the model is of a kind that is not implemented
   */
  public static ModelConfig from(Metadata metadata, int vocabularySize)
      throws GgufFormatException, UnsupportedModelException {
    String architecture =
        metadata.string(ARCHITECTURE_KEY).orElseThrow(() -> metadata.missing(ARCHITECTURE_KEY));
    if (!architecture.equals(LLAMA)) {
      throw new UnsupportedModelException("the architecture '" + architecture + "'", LLAMA);
    }
    return new Reader(metadata, architecture).read(vocabularySize);
  }

  private record Reader(Metadata metadata, String prefix) {

    ModelConfig read(int vocabularySize) throws GgufFormatException, UnsupportedModelException {
      refuseWhatIsNotImplemented();
      int width = required("embedding_length", MAX_COUNT);
      int heads = required("attention.head_count", MAX_COUNT);
      int kvHeads = optional("attention.head_count_kv", MAX_COUNT).orElse(heads);
      if (heads % kvHeads != 0) {
        throw metadata.malformed(
            key("attention.head_count_kv"), "is " + kvHeads + ", expected a divisor of " + heads);
      }
      int headSize = headSize(width, heads);
      if ((long) heads * headSize > MAX_COUNT) {
        throw metadata.malformed(
            key("attention.head_count"),
            "is " + heads + " with heads of " + headSize + " channels");
      }
      return new ModelConfig(
          prefix,
          vocabularySize,
          required("context_length", Integer.MAX_VALUE),
          width,
          required("block_count", MAX_LAYERS),
          heads,
          kvHeads,
          headSize,
          required("feed_forward_length", MAX_COUNT),
          rotatedChannels(headSize),
          positive("rope.freq_base", DEFAULT_ROPE_BASE),
          rmsEpsilon());
    }

    private void refuseWhatIsNotImplemented()
        throws GgufFormatException, UnsupportedModelException {
      if (optional("expert_count", 0, MAX_COUNT).orElse(0) > 0) {
        throw new UnsupportedModelException("a mixture of experts", "dense feed-forward blocks");
      }
      String scaling = metadata.string(key("rope.scaling.type")).orElse("none");
      if (!scaling.equals("none")) {
        throw new UnsupportedModelException("rope scaling '" + scaling + "'", "none");
      }
      if (metadata.get(key("attention.head_count_kv")).orElse(null) instanceof ArrayValue) {
        throw new UnsupportedModelException(
            "a number of key/value heads that differs by layer", "one number for all layers");
      }
    }

    private int headSize(int width, int heads)
        throws GgufFormatException, UnsupportedModelException {
      OptionalInt declared = optional("attention.key_length", MAX_COUNT);
      if (declared.isEmpty() && width % heads != 0) {
        throw metadata.malformed(
            key("attention.head_count"), "is " + heads + ", expected a divisor of " + width);
      }
      int headSize = declared.orElse(width / heads);
      int valueSize = optional("attention.value_length", MAX_COUNT).orElse(headSize);
      if (valueSize != headSize) {
        throw new UnsupportedModelException(
            "a value head of %d channels beside a key head of %d".formatted(valueSize, headSize),
            "heads of one size");
      }
      return headSize;
    }

    private int rotatedChannels(int headSize) throws GgufFormatException {
      String name = "rope.dimension_count";
      int rotated = optional(name, 0, headSize).orElse(headSize);
      if (rotated % 2 != 0) {
        throw metadata.malformed(key(name), "is " + rotated + ", expected an even number");
      }
      return rotated;
    }

    private float rmsEpsilon() throws GgufFormatException {
      String key = key("attention.layer_norm_rms_epsilon");
      double epsilon = floating(key).orElseThrow(() -> metadata.missing(key));
      if (epsilon < 0) {
        throw metadata.malformed(key, "is " + epsilon + ", expected 0 or more");
      }
      return (float) epsilon;
    }

    private float positive(String name, float defaultValue) throws GgufFormatException {
      double value = floating(key(name)).orElse(defaultValue);
      if ((float) value <= 0) {
        throw metadata.malformed(key(name), "is " + value + ", expected more than 0");
      }
      return (float) value;
    }

    /** A number that a float has room for; the file may have it as a double. */
    private OptionalDouble floating(String key) throws GgufFormatException {
      OptionalDouble found = metadata.floating(key);
      if (Float.isInfinite((float) found.orElse(0))) {
        throw metadata.malformed(key, "is " + found.getAsDouble() + ", more than a float holds");
      }
      return found;
    }

    private int required(String name, int max) throws GgufFormatException {
      return optional(name, max).orElseThrow(() -> metadata.missing(key(name)));
    }

    private OptionalInt optional(String name, int max) throws GgufFormatException {
      return optional(name, 1, max);
    }

    private OptionalInt optional(String name, int min, int max) throws GgufFormatException {
      return metadata.integer(key(name), min, max);
    }

    private String key(String name) {
      return prefix + "." + name;
    }
  }
}
