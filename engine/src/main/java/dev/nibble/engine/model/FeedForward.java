package dev.nibble.engine.model;

import dev.nibble.engine.architecture.FeedForwardConfig;
import dev.nibble.engine.architecture.FeedForwardTensors;
import dev.nibble.engine.kernel.Kernels;

/** The feed-forward block of one layer, without the norms around it. */
sealed interface FeedForward permits Network, ExpertMixture {

  /**
   * Prepares the weights.
   *
   * @param scratch memory that all layers share
   */
  static FeedForward of(
      FeedForwardTensors tensors,
      FeedForwardConfig config,
      FeedForwardScratch scratch,
      Kernels kernels) {
    return switch (tensors) {
      case FeedForwardTensors.Network network ->
          new Network(network, config.width(), config.activation(), scratch, kernels);
      case FeedForwardTensors.Mixture mixture ->
          new ExpertMixture(mixture, config, scratch, kernels);
    };
  }

  /**
   * Computes the block.
   *
   * @param x {@code [tokens][width]}
   * @param tokens how many tokens
   * @param y receives {@code [tokens][width]}
   */
  void forward(float[] x, int tokens, float[] y);
}
