package dev.nibble.engine;

/** What activations are when weights in fewer bits are multiplied with them. */
public enum ActivationChoice {
  /**
   * Eight bits with a scale for each 32, where the kernels have a faster way for these ({@link
   * KernelChoice#ASSEMBLED}); floats otherwise.
   */
  INT8,
  /** Floats of 32 bits, always. */
  F32
}
