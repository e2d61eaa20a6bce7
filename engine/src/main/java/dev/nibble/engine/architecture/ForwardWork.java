package dev.nibble.engine.architecture;

/**
 * What a forward pass cannot do without: the multiply-adds of its matrix products and its
 * attention, and the bytes that it reads for one token. Embeddings, norms and biases are left out:
 * they are less than a thousandth.
 */
public final class ForwardWork {
  private final ModelConfig config;
  private final long kvRowBytes;
  private final long outputWeights;
  private final long blockWeights;
  private final long bytes;

  /**
   * Adds up the tensors.
   *
   * @param config the numbers of the model
   * @param tensors its tensors
   * @param kvRowBytes what a layer's keys of one position take in the cache, in bytes
   */
  public ForwardWork(ModelConfig config, ModelTensors tensors, long kvRowBytes) {
    this.config = config;
    this.kvRowBytes = kvRowBytes;
    outputWeights = tensors.output().weights();
    blockWeights = tensors.multipliedWeights() - outputWeights;
    bytes = tensors.multipliedBytes();
  }

  /**
   * Multiply-adds over the tokens of a prompt, with the logits of the last alone.
   *
   * @param tokens how many
   */
  public long multiplyAdds(int tokens) {
    long sum = outputWeights + tokens * blockWeights;
    for (LayerConfig layer : config.layers()) {
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
    long sum = outputWeights + blockWeights;
    for (LayerConfig layer : config.layers()) {
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
    return bytes + sequences * cacheBytesRead(position);
  }

  private long cacheBytesRead(int position) {
    long sum = 0;
    for (LayerConfig layer : config.layers()) {
      sum += 2L * seen(layer.attention(), position) * kvRowBytes;
    }
    return sum;
  }

  private static int seen(AttentionShape shape, int position) {
    return position + 1 - shape.firstSeen(position);
  }
}
