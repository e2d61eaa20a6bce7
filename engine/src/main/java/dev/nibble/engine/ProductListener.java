package dev.nibble.engine;

/** Is shown what each weight matrix of a model is multiplied with. */
@FunctionalInterface
public interface ProductListener {
  /**
   * Weights are about to be multiplied. Called by the thread that runs the batch, one product after
   * another; the products of a batch of logits have only the tokens whose logits were asked for.
   *
   * @param weights the name of the tensor, such as {@code blk.0.attn_q.weight}; a tied output
   *     matrix has the name of the embedding
   * @param x {@code [tokens][columns]}, not to be kept or changed
   * @param tokens how many tokens
   * @param columns input features of the weights
   */
  void product(String weights, float[] x, int tokens, int columns);
}
