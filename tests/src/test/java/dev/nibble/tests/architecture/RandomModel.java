package dev.nibble.tests.architecture;

import static dev.nibble.weights.MetadataValue.float32;
import static dev.nibble.weights.MetadataValue.string;
import static dev.nibble.weights.MetadataValue.uint32;

import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * A small model of random F32 weights, to be written as a GGUF file.
 *
 * <p>Weights are spread so that attention is far from uniform, gates are open or shut and experts
 * are chosen clearly: a model without contrast would hide a mistake. A tensor's values depend on
 * its name only; two models differ by what they state and by nothing else.
 */
final class RandomModel {
  /** Uniform numbers of this bound have a deviation of 1. */
  private static final double UNIT_BOUND = Math.sqrt(3);

  /** Makes a product's deviation this many times that of its input. */
  private static final double GAIN = 1.5;

  private static final double EMBEDDING_DEVIATION = 0.4;

  /** Large enough to be felt. */
  private static final double EPSILON = 0.02;

  private final String name;
  private final String architecture;
  private final Sizes sizes;
  private final Map<String, MetadataValue> metadata;
  private final SequencedMap<String, RandomTensor> tensors;

  /** Starts a model with its sizes, the vocabulary and the embedding. */
  RandomModel(String name, String architecture, Sizes sizes) {
    this.name = name;
    this.architecture = architecture;
    this.sizes = sizes;
    this.metadata = new LinkedHashMap<>();
    this.tensors = new LinkedHashMap<>();
    metadata.put("general.architecture", string(architecture));
    with("context_length", SmallVocabulary.CONTEXT);
    with("embedding_length", sizes.width());
    with("block_count", sizes.layers());
    with("feed_forward_length", sizes.feedForward());
    with("attention.head_count", sizes.heads());
    with("attention.head_count_kv", sizes.kvHeads());
    if (sizes.attentionWidth() != sizes.width()) {
      with("attention.key_length", sizes.headSize());
      with("attention.value_length", sizes.headSize());
    }
    metadata.putAll(SmallVocabulary.metadata());
    uniform(
        "token_embd.weight",
        -EMBEDDING_DEVIATION * UNIT_BOUND,
        EMBEDDING_DEVIATION * UNIT_BOUND,
        sizes.width(),
        SmallVocabulary.SIZE);
  }

  private RandomModel(RandomModel other) {
    name = other.name;
    architecture = other.architecture;
    sizes = other.sizes;
    metadata = new LinkedHashMap<>(other.metadata);
    tensors = new LinkedHashMap<>(other.tensors);
  }

  String name() {
    return name;
  }

  String architecture() {
    return architecture;
  }

  Sizes sizes() {
    return sizes;
  }

  /** States a count; the architecture is put in front of the key. */
  RandomModel with(String key, long value) {
    return with(key, uint32(value));
  }

  /** States a number; the architecture is put in front of the key. */
  RandomModel with(String key, double value) {
    return with(key, float32((float) value));
  }

  /** States a value; the architecture is put in front of the key. */
  RandomModel with(String key, MetadataValue value) {
    metadata.put(architecture + "." + key, value);
    return this;
  }

  /** Norms over the root mean square, the last one included. */
  RandomModel rmsNorms() {
    return with("attention.layer_norm_rms_epsilon", EPSILON)
        .norm("output_norm.weight", sizes.width());
  }

  /** Norms over the deviation from the mean, with biases, the last one included. */
  RandomModel layerNorms() {
    return with("attention.layer_norm_epsilon", EPSILON)
        .norm("output_norm.weight", sizes.width())
        .bias("output_norm.bias", sizes.width());
  }

  /** An output of its own, where the embedding could be used. */
  RandomModel untied() {
    return matrix("output.weight", sizes.width(), SmallVocabulary.SIZE).optional("output.weight");
  }

  /** A matrix; {@code columns} is the length of its input. */
  RandomModel matrix(String tensor, int columns, int... otherDimensions) {
    return matrix(tensor, GAIN, columns, otherDimensions);
  }

  /** A matrix whose output is {@code gain} times as large as its input. */
  RandomModel matrix(String tensor, double gain, int columns, int... otherDimensions) {
    double bound = gain * UNIT_BOUND / Math.sqrt(columns);
    int[] shape = IntStream.concat(IntStream.of(columns), IntStream.of(otherDimensions)).toArray();
    return uniform(tensor, -bound, bound, shape);
  }

  /** What a norm scales its channels with. */
  RandomModel norm(String tensor, int channels) {
    return uniform(tensor, 0.5, 1.5, channels);
  }

  RandomModel bias(String tensor, int channels) {
    return uniform(tensor, -0.7, 0.7, channels);
  }

  /** A tensor of numbers between two bounds. */
  RandomModel uniform(String tensor, double low, double high, int... shape) {
    List<Long> dimensions = IntStream.of(shape).asLongStream().boxed().toList();
    tensors.put(tensor, new RandomTensor(tensor, 0, low, high, true, dimensions));
    return this;
  }

  /** Says that the model would run without these tensors too. */
  RandomModel optional(String... names) {
    for (String tensor : names) {
      tensors.computeIfPresent(tensor, (_, found) -> found.optional());
    }
    return this;
  }

  /** Replaces a tensor by its parts along the last dimension; the format takes their number. */
  RandomModel split(String tensor, String nameFormat) {
    RandomTensor whole = tensors.remove(tensor);
    for (int i = 0; i < whole.shape().getLast(); i++) {
      tensors.put(nameFormat.formatted(i), whole.part(i));
    }
    return this;
  }

  /** The tensors by name; a copy. */
  SequencedMap<String, RandomTensor> tensors() {
    return new LinkedHashMap<>(tensors);
  }

  /** A copy that lacks a tensor. */
  RandomModel without(String tensor) {
    RandomModel copy = new RandomModel(this);
    copy.tensors.remove(tensor);
    return copy;
  }

  /** A copy in which a tensor's last dimension is longer than the model has use for. */
  RandomModel withOneMoreIn(String tensor) {
    RandomModel copy = new RandomModel(this);
    copy.tensors.computeIfPresent(tensor, (_, found) -> found.withOneMore());
    return copy;
  }

  /** Writes the model and returns the file. */
  Path writeTo(Path file) throws IOException {
    GgufWriter writer = new GgufWriter();
    metadata.forEach(writer::put);
    tensors.forEach(
        (tensor, random) -> writer.add(tensor, TensorType.F32, random.shape(), random::bytes));
    writer.write(file);
    return file;
  }

  @Override
  public String toString() {
    return name;
  }
}
