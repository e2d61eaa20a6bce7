package dev.nibble.engine;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;

/** Is shown what each weight matrix of a model is multiplied with, and what attention sees. */
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

  /**
   * Queries are about to meet the keys and values of their sequences, which hold those of the batch
   * too, though they are not committed yet.
   *
   * @param shape the heads and what they see
   * @param q {@code [tokens][heads][headSize]}, rotated, not to be kept or changed
   * @param batch the tokens, not to be kept or changed
   * @param layer the layer
   */
  default void attention(AttentionShape shape, float[] q, Batch batch, int layer) {}
}
