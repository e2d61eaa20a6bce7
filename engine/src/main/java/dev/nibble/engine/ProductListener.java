package dev.nibble.engine;

import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.Batch;

/**
 * Is shown what each weight matrix of a model is multiplied with, and what attention sees. Called
 * by the thread that runs the batch, one product after another.
 */
@FunctionalInterface
public interface ProductListener {
  /**
   * Weights are about to be multiplied. The products of a batch of logits have only the tokens
   * whose logits were asked for.
   *
   * @param weights the weights
   * @param x {@code [tokens][columns]}, not to be kept or changed
   * @param tokens how many tokens
   */
  void product(WeightMatrix weights, float[] x, int tokens);

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
