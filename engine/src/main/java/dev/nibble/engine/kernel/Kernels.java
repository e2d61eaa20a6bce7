package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.architecture.Rotation;
import dev.nibble.engine.cache.Batch;
import dev.nibble.weights.Tensor;

/**
 * The operations of a forward pass. All activations are float32 and row-major, a row a token; a
 * batch of one token is the same call as a batch of many.
 *
 * <p>Not safe for use by several threads at once: an instance owns working memory. Each operation
 * uses the instance's worker threads and returns when its result is complete.
 */
public interface Kernels extends AutoCloseable {

  /** What to call these kernels in a report: {@code scalar}, {@code vector-512}. */
  String id();

  /** How many threads work on an operation. */
  int threads();

  /**
   * How many neighbouring tokens of a sequence are computed together by the same sums as each by
   * itself, with all matrices that were prepared so far.
   *
   * @return the most tokens, 1 or more
   */
  int likeOne();

  /**
   * Prepares weights for {@link #matmul}.
   *
   * @param tensor a tensor of one row or more, of a type with a block format; its file must stay
   *     open as long as the matrix is used
   * @return the weights in this tier's layout
   */
  Matrix matrix(Tensor tensor);

  /** Bytes of weights that were copied when they were prepared, and are read there instead. */
  default long copiedBytes() {
    return 0;
  }

  /**
   * The matrix product {@code y[t][n] = sum over k of x[t][k] w[n][k]}.
   *
   * @param w the weights {@code [rows][columns]}, prepared by these kernels
   * @param x {@code [tokens][columns]}
   * @param tokens how many tokens
   * @param y receives {@code [tokens][rows]}
   */
  void matmul(Matrix w, float[] x, int tokens, float[] y);

  /**
   * Several products with the same activations, in one pass of the worker threads.
   *
   * @param ws the weights {@code [rows][columns]} each, all of as many columns
   * @param x {@code [tokens][columns]}
   * @param tokens how many tokens
   * @param ys receive {@code [tokens][rows]} each, in the order of the weights
   */
  void matmul(Matrix[] ws, float[] x, int tokens, float[][] ys);

  /**
   * Root-mean-square normalization (Zhang and Sennrich 2019): {@code y = x / sqrt(mean(x^2) +
   * epsilon) * weight}, a token at a time.
   *
   * @param x {@code [tokens][weight.length]}
   * @param tokens how many tokens
   * @param weight one factor for each channel
   * @param epsilon keeps the root away from zero
   * @param y receives {@code [tokens][weight.length]}; may be {@code x}
   */
  void rmsNorm(float[] x, int tokens, float[] weight, float epsilon, float[] y);

  /**
   * Layer normalization (Ba et al. 2016): {@code y = (x - mean) / sqrt(variance + epsilon) * weight
   * + bias}, a token at a time.
   *
   * @param x {@code [tokens][weight.length]}
   * @param tokens how many tokens
   * @param weight one factor for each channel
   * @param bias what is added to each channel
   * @param epsilon keeps the root away from zero
   * @param y receives {@code [tokens][weight.length]}; may be {@code x}
   */
  void layerNorm(float[] x, int tokens, float[] weight, float[] bias, float epsilon, float[] y);

  /**
   * Adds a bias to each token.
   *
   * @param x {@code [tokens][bias.length]}, receives the sum
   * @param tokens how many tokens
   * @param bias one number for each channel
   */
  void addBias(float[] x, int tokens, float[] bias);

  /**
   * Rotates the pairs of each head by the angles of the token's position (RoPE, Su et al. 2021).
   * Channels past the rotated ones stay as they are.
   *
   * @param x {@code [tokens][heads][headSize]}, rotated in place
   * @param tokens how many tokens
   * @param heads how many heads
   * @param headSize channels of a head
   * @param rotation the angles of each token
   */
  void rope(float[] x, int tokens, int heads, int headSize, Rotation rotation);

  /**
   * Causal scaled dot-product attention with grouped queries: query head {@code h} reads key/value
   * head {@code h / (heads / kvHeads)}; a token sees the positions of its sequence up to its own,
   * from 0 or the beginning of its window on, which are all stored.
   *
   * @param shape the heads and what they see
   * @param q {@code [tokens][heads][headSize]}, rotated
   * @param batch the tokens, with the keys and values of their sequences
   * @param layer the layer of these
   * @param out receives {@code [tokens][heads][headSize]}
   */
  void attention(AttentionShape shape, float[] q, Batch batch, int layer, float[] out);

  /**
   * The product of a gated linear unit (Shazeer 2020): {@code gate = activation(gate) * up}.
   *
   * @param activation what bends the gate
   * @param gate receives the product
   * @param up the other factor
   * @param count how many elements
   */
  void gate(Activation activation, float[] gate, float[] up, int count);

  /**
   * Bends channels that gate nothing: {@code x = activation(x)}.
   *
   * @param activation what bends them
   * @param x receives the result
   * @param count how many elements
   */
  void activate(Activation activation, float[] x, int count);

  /**
   * Keeps numbers within bounds: {@code x = cap * tanh(x / cap)}.
   *
   * @param x receives the result
   * @param count how many elements
   * @param cap the bound, over 0
   */
  void softCap(float[] x, int count, float cap);

  /**
   * The multiple {@code x = factor * x}.
   *
   * @param x receives the product
   * @param count how many elements
   * @param factor the factor
   */
  void scale(float[] x, int count, float factor);

  /**
   * The residual sum {@code x = x + delta}.
   *
   * @param x receives the sum
   * @param delta what is added
   * @param count how many elements
   */
  void add(float[] x, float[] delta, int count);

  /**
   * Runs tasks of which none depends on another, such as the choice of each sequence's next token.
   *
   * @param count how many
   * @param task what to do for each
   */
  void each(int count, Item task);

  /** One of several independent tasks. */
  @FunctionalInterface
  interface Item {
    /**
     * Does it.
     *
     * @param item which, from 0
     * @param worker who does it, below {@link #threads()}: no two tasks of a worker run at once
     */
    void run(int item, int worker);
  }

  /** Ends the worker threads. */
  @Override
  void close();
}
