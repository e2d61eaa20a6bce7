package dev.nibble.engine.architecture;

import java.util.List;
import java.util.Optional;

/**
 * What a forward pass cannot do without: the multiply-adds of its matrix products and its
 * attention, and the bytes that it reads for one token. Embeddings, norms and biases are left out:
 * they are less than a thousandth.
 */
public final class ForwardWork {
  private final List<LayerConfig> layers;
  private final List<LayerTensors> tensors;
  private final Optional<Linear> output;
  private final long kvRowBytes;

  private ForwardWork(
      List<LayerConfig> layers,
      List<LayerTensors> tensors,
      Optional<Linear> output,
      long kvRowBytes) {
    this.layers = layers;
    this.tensors = tensors;
    this.output = output;
    this.kvRowBytes = kvRowBytes;
  }

  /**
   * All of a model.
   *
   * @param config the numbers of the model
   * @param tensors its tensors
   * @param kvRowBytes what a layer's keys of one position take in the cache, in bytes
   */
  public ForwardWork(ModelConfig config, ModelTensors tensors, long kvRowBytes) {
    this(config.layers(), tensors.layers(), Optional.of(tensors.output()), kvRowBytes);
  }

  /**
   * The part of some layers.
   *
   * @param from the first
   * @param to one past the last
   * @param withOutput whether the output projection counts too
   */
  public ForwardWork part(int from, int to, boolean withOutput) {
    return new ForwardWork(
        layers.subList(from, to),
        tensors.subList(from, to),
        output.filter(_ -> withOutput),
        kvRowBytes);
  }

  /**
   * Multiply-adds over the tokens of a prompt, with the logits of the last alone.
   *
   * @param tokens how many
   */
  public long multiplyAdds(int tokens) {
    long sum = outputWeights() + tokens * blockWeights();
    for (LayerConfig layer : layers) {
      AttentionShape shape = layer.attention();
      for (int position = 0; position < tokens; position++) {
        sum += 2L * shape.width() * seen(shape, position);
      }
    }
    return sum;
  }

  /**
   * Multiply-adds of one token with its logits.
   *
   * @param position where the token stands
   */
  public long multiplyAddsAt(int position) {
    long sum = outputWeights() + blockWeights();
    for (LayerConfig layer : layers) {
      sum += 2L * layer.attention().width() * seen(layer.attention(), position);
    }
    return sum;
  }

  /**
   * Bytes read for one token each of some sequences, with their logits: the weights that they are
   * multiplied with, of a mixture those of one token's experts, and the keys and values that each
   * sees.
   *
   * @param position where the tokens stand
   * @param sequences how many sequences
   */
  public long bytesRead(int position, int sequences) {
    return weightBytes() + sequences * cacheBytesRead(position);
  }

  private long outputWeights() {
    return output.map(linear -> linear.weight().elements()).orElse(0L);
  }

  private long blockWeights() {
    return tensors.stream().mapToLong(LayerTensors::weightsOfAToken).sum();
  }

  private long weightBytes() {
    return output.map(linear -> linear.weight().bytes()).orElse(0L)
        + tensors.stream().mapToLong(LayerTensors::bytesOfAToken).sum();
  }

  private long cacheBytesRead(int position) {
    long sum = 0;
    for (LayerConfig layer : layers) {
      sum += 2L * seen(layer.attention(), position) * kvRowBytes;
    }
    return sum;
  }

  private static int seen(AttentionShape shape, int position) {
    return position + 1 - shape.firstSeen(position);
  }
}
