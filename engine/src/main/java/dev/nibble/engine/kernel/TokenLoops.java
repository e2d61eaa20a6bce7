package dev.nibble.engine.kernel;

import dev.nibble.engine.architecture.Activation;
import dev.nibble.engine.architecture.Rotation;

/**
 * A tier's loops over tokens or elements of which none depends on another, so that any range of
 * them can be computed alone. Without state: several workers share one instance.
 */
public interface TokenLoops {

  /**
   * See {@link Kernels#rmsNorm}.
   *
   * @param x {@code [tokens][weight.length]}
   * @param from the first token
   * @param to the token past the last
   * @param weight one factor for each channel
   * @param epsilon keeps the root away from zero
   * @param y receives {@code [tokens][weight.length]}; may be {@code x}
   */
  void rmsNorm(float[] x, int from, int to, float[] weight, float epsilon, float[] y);

  /**
   * See {@link Kernels#layerNorm}.
   *
   * @param x {@code [tokens][weight.length]}
   * @param from the first token
   * @param to the token past the last
   * @param weight one factor for each channel
   * @param bias what is added to each channel
   * @param epsilon keeps the root away from zero
   * @param y receives {@code [tokens][weight.length]}; may be {@code x}
   */
  void layerNorm(
      float[] x, int from, int to, float[] weight, float[] bias, float epsilon, float[] y);

  /**
   * See {@link Kernels#rope}.
   *
   * @param x {@code [tokens][heads][headSize]}, rotated in place
   * @param from the first token
   * @param to the token past the last
   * @param heads how many heads
   * @param headSize channels of a head
   * @param rotation the angles of each token
   */
  void rope(float[] x, int from, int to, int heads, int headSize, Rotation rotation);

  /**
   * See {@link Kernels#gate}.
   *
   * @param activation what bends the gate
   * @param gate receives the product
   * @param up the other factor
   * @param from the first element
   * @param to the element past the last
   */
  void gate(Activation activation, float[] gate, float[] up, int from, int to);

  /**
   * See {@link Kernels#activate}.
   *
   * @param activation what bends the elements
   * @param x receives the result
   * @param from the first element
   * @param to the element past the last
   */
  void activate(Activation activation, float[] x, int from, int to);

  /**
   * See {@link Kernels#softCap}.
   *
   * @param x receives the result
   * @param from the first element
   * @param to the element past the last
   * @param cap the bound, over 0
   */
  void softCap(float[] x, int from, int to, float cap);

  /**
   * See {@link Kernels#add}.
   *
   * @param x receives the sum
   * @param delta what is added
   * @param from the first element
   * @param to the element past the last
   */
  void add(float[] x, float[] delta, int from, int to);
}
