package dev.nibble.engine.kernel;

import dev.nibble.engine.cache.KvCache;
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
   * Prepares weights for {@link #matmul}.
   *
   * @param tensor a tensor of one row or more, of a type with a block format; its file must stay
   *     open as long as the matrix is used
   * @return the weights in this tier's layout
   */
  Matrix matrix(Tensor tensor);

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
   * Rotates the pairs (0, 1), (2, 3), ... of each head by the angles of the token's position (RoPE,
   * Su et al. 2021, in the pairing of GGUF's llama architecture). Channels past the rotated ones
   * stay as they are.
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
   * head {@code h / (heads / kvHeads)}; token {@code t} sees the positions 0 to {@code position +
   * t}, which are all stored.
   *
   * @param shape the heads
   * @param q {@code [tokens][heads][headSize]}, rotated
   * @param tokens how many tokens
   * @param cache the keys and values
   * @param layer the layer of the cache
   * @param position the position of the first token
   * @param out receives {@code [tokens][heads][headSize]}
   */
  void attention(
      AttentionShape shape,
      float[] q,
      int tokens,
      KvCache cache,
      int layer,
      int position,
      float[] out);

  /**
   * The gated product of SwiGLU (Shazeer 2020): {@code gate = silu(gate) * up} with {@code silu(z)
   * = z / (1 + exp(-z))}.
   *
   * @param gate receives the product
   * @param up the other factor
   * @param count how many elements
   */
  void swiGlu(float[] gate, float[] up, int count);

  /**
   * The residual sum {@code x = x + delta}.
   *
   * @param x receives the sum
   * @param delta what is added
   * @param count how many elements
   */
  void add(float[] x, float[] delta, int count);

  /** Ends the worker threads. */
  @Override
  void close();
}
