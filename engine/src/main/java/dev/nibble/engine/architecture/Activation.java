package dev.nibble.engine.architecture;

/** What bends the channels of a feed-forward block. */
public enum Activation {
  /** {@code x / (1 + exp(-x))} (Elfwing et al. 2017). */
  SILU,
  /**
   * {@code x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))}: the approximation of Hendrycks and
   * Gimpel 2016, with {@code x} and the result rounded to half precision between -10 and 10, and
   * none left below. So does ggml on a CPU, by a table, and its logits are what others compare
   * with: those of small models with an exact function differ by up to 6e-4 of the largest.
   */
  GELU
}
