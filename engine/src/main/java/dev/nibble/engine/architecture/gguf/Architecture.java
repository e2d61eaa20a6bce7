package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.ExpertConfig;
import dev.nibble.engine.architecture.Normalization;
import dev.nibble.engine.architecture.OutputConfig;
import dev.nibble.engine.architecture.Pairing;
import dev.nibble.engine.architecture.QueryTemperature;
import dev.nibble.engine.architecture.RopeConfig;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import java.util.Optional;

/**
 * What sets an architecture apart. The answers here are those of llama, and an architecture
 * overrides what it does in another way.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/src/models">the architectures of
 *     llama.cpp, whose metadata and arithmetic are followed</a>
 */
abstract class Architecture {
  private final String name;

  /**
   * Names the architecture.
   *
   * @param name what stands in {@code general.architecture}
   */
  Architecture(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  Normalization.Kind normalization() {
    return Normalization.Kind.ROOT_MEAN_SQUARE;
  }

  float embeddingScale(Numbers numbers, Dimensions sizes) throws GgufFormatException {
    return 1;
  }

  boolean learnedPositions() {
    return false;
  }

  /** Whether the embedding serves as the output matrix where a file has no other. */
  boolean mayTieOutput() {
    return true;
  }

  float residualScale(Numbers numbers) throws GgufFormatException {
    return 1;
  }

  OutputConfig output(Numbers numbers) throws GgufFormatException {
    return new OutputConfig(1, 0);
  }

  float attentionScale(Numbers numbers, Dimensions sizes) throws GgufFormatException {
    return (float) (1 / Math.sqrt(sizes.headSize()));
  }

  float attentionSoftCap(Numbers numbers) throws GgufFormatException {
    return 0;
  }

  /** How many positions a token of a layer sees. */
  int window(Numbers numbers, int layer) throws GgufFormatException, UnsupportedModelException {
    return AttentionShape.ALL_POSITIONS;
  }

  Pairing pairing() {
    return Pairing.NEIGHBOURS;
  }

  /**
   * How layers with a window turn their queries and keys.
   *
   * @param declared what the file says for the model as a whole
   */
  RopeConfig windowRope(Numbers numbers, RopeConfig declared) throws GgufFormatException {
    return declared;
  }

  /**
   * How a layer turns its queries and keys, if it does.
   *
   * @param declared what holds for layers like it
   */
  Optional<RopeConfig> rope(Numbers numbers, RopeConfig declared, int layer)
      throws GgufFormatException, UnsupportedModelException {
    return Optional.of(declared);
  }

  /** How files that scale by YaRN complete it. */
  Yarn yarn(Numbers numbers) throws GgufFormatException {
    return Yarn.RECOMMENDED;
  }

  /** How queries grow with their position, if they do. */
  Optional<QueryTemperature> queryTemperature(Numbers numbers, RopeConfig rope)
      throws GgufFormatException {
    return Optional.empty();
  }

  /** How queries and keys are normed before they turn. */
  HeadNorms headNorms() {
    return HeadNorms.NONE;
  }

  /** Whether the input of a block is normed. */
  boolean preNorms() {
    return true;
  }

  /** Whether what a block adds to the residual stream is normed. */
  boolean postNorms() {
    return false;
  }

  Activation activation() {
    return Activation.SILU;
  }

  boolean gated() {
    return true;
  }

  /** Whether queries, keys and values usually are one matrix; a file may have it either way. */
  boolean fusesProjections() {
    return false;
  }

  /** Whether the first half of {@code ffn_up} is the gate. */
  boolean gateInUp() {
    return false;
  }

  /** Whether a model of this architecture has a mixture of experts in any case. */
  boolean needsExperts() {
    return false;
  }

  /**
   * The mixture of experts, where the file declares one.
   *
   * @param count how many experts
   * @param used how many a token takes
   */
  ExpertConfig experts(Numbers numbers, int count, int used)
      throws GgufFormatException, UnsupportedModelException {
    int width = numbers.required("feed_forward_length", Numbers.MAX_COUNT);
    return new ExpertConfig(count, used, width, 0, true);
  }

  /** Whether the expert that every token takes is weighed by a gate. */
  boolean gatedSharedExpert() {
    return false;
  }

  /** Whether linear maps must have biases; they may have them in any case. */
  boolean needsBiases() {
    return false;
  }
}
