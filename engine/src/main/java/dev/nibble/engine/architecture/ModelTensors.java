package dev.nibble.engine.architecture;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tensors of a model: all that its configuration implies, each of the right shape and of a type
 * that can be computed with, and no other.
 *
 * @param embedding {@code [vocabulary][width]}
 * @param layers the blocks, first to last
 * @param outputNorm {@code [width]}
 * @param output {@code [vocabulary][width]}; the embedding where the two are tied
 * @param ropeFactors {@code [rotated channels / 2]}, divisors of the rotary frequencies, where the
 *     file has them
 */
public record ModelTensors(
    Tensor embedding,
    List<LayerTensors> layers,
    Tensor outputNorm,
    Tensor output,
    Optional<Tensor> ropeFactors) {

  private static final String EMBEDDING = "token_embd.weight";
  private static final String OUTPUT = "output.weight";
  private static final String ROPE_FACTORS = "rope_freqs.weight";

  /** Whether embedding and output are one tensor. */
  public boolean tied() {
    return output.name().equals(embedding.name());
  }

  /** Weights that a token is multiplied with: all but the norms, the embedding only where tied. */
  public long multipliedWeights() {
    long sum = output.elements();
    for (LayerTensors layer : layers) {
      for (Tensor matrix :
          List.of(
              layer.query(),
              layer.key(),
              layer.value(),
              layer.attentionOutput(),
              layer.gate(),
              layer.up(),
              layer.down())) {
        sum += matrix.elements();
      }
    }
    return sum;
  }

  /**
   * Finds and checks the tensors of a model.
   *
   * @param file the open file; the tensors are views of it
   * @param config its configuration
   * @return the tensors
   * @throws GgufFormatException if a tensor is missing or has another shape
   * @throws UnsupportedModelException if a tensor is of a type that cannot be computed with, or
   *     unknown to the architecture
   */
  public static ModelTensors from(GgufFile file, ModelConfig config)
      throws GgufFormatException, UnsupportedModelException {
    return new Finder(file, config).find();
  }

  private static final class Finder {
    private final GgufFile file;
    private final ModelConfig config;
    private final Set<String> found = new HashSet<>();

    Finder(GgufFile file, ModelConfig config) {
      this.file = file;
      this.config = config;
    }

    ModelTensors find() throws GgufFormatException, UnsupportedModelException {
      Tensor embedding = matrix(EMBEDDING, config.vocabularySize(), config.width());
      List<LayerTensors> layers = new ArrayList<>();
      for (int i = 0; i < config.layers(); i++) {
        layers.add(layer("blk." + i + "."));
      }
      Tensor outputNorm = vector("output_norm.weight", config.width());
      Tensor output =
          file.tensor(OUTPUT).isPresent()
              ? matrix(OUTPUT, config.vocabularySize(), config.width())
              : embedding;
      Optional<Tensor> ropeFactors =
          file.tensor(ROPE_FACTORS).isPresent() ? Optional.of(ropeFactors()) : Optional.empty();
      refuseOthers();
      return new ModelTensors(embedding, layers, outputNorm, output, ropeFactors);
    }

    private LayerTensors layer(String prefix)
        throws GgufFormatException, UnsupportedModelException {
      int width = config.width();
      int hidden = config.feedForwardWidth();
      return new LayerTensors(
          vector(prefix + "attn_norm.weight", width),
          matrix(prefix + "attn_q.weight", config.attentionWidth(), width),
          matrix(prefix + "attn_k.weight", config.kvWidth(), width),
          matrix(prefix + "attn_v.weight", config.kvWidth(), width),
          matrix(prefix + "attn_output.weight", width, config.attentionWidth()),
          vector(prefix + "ffn_norm.weight", width),
          matrix(prefix + "ffn_gate.weight", hidden, width),
          matrix(prefix + "ffn_up.weight", hidden, width),
          matrix(prefix + "ffn_down.weight", width, hidden));
    }

    private Tensor ropeFactors() throws GgufFormatException, UnsupportedModelException {
      Tensor tensor = vector(ROPE_FACTORS, config.rotatedChannels() / 2);
      for (float factor : BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor)) {
        if (!(factor > 0)) {
          throw tensor.malformed("has a factor of " + factor + ", expected more than 0");
        }
      }
      return tensor;
    }

    private Tensor matrix(String name, long rows, long columns)
        throws GgufFormatException, UnsupportedModelException {
      return computable(file.require(name, List.of(columns, rows)));
    }

    private Tensor vector(String name, long elements)
        throws GgufFormatException, UnsupportedModelException {
      return computable(file.require(name, List.of(elements)));
    }

    private Tensor computable(Tensor tensor) throws UnsupportedModelException {
      if (BlockFormat.of(tensor.type()).isEmpty()) {
        String supported =
            Arrays.stream(TensorType.values())
                .filter(type -> BlockFormat.of(type).isPresent())
                .map(TensorType::name)
                .collect(Collectors.joining(", "));
        throw new UnsupportedModelException(
            "the type %s of tensor %s".formatted(tensor.type(), tensor.name()), supported);
      }
      found.add(tensor.name());
      return tensor;
    }

    /** A tensor that is left out would change the result without a word. */
    private void refuseOthers() throws UnsupportedModelException {
      for (String name : file.tensors().keySet()) {
        if (!found.contains(name)) {
          throw new UnsupportedModelException(
              "the tensor " + name + " in a model of architecture " + config.architecture(),
              "the weights of plain attention and gated feed-forward blocks");
        }
      }
    }
  }
}
