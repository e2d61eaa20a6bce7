package dev.nibble.engine.architecture;

/**
 * How a model normalizes its activations.
 *
 * @param kind what is divided by what
 * @param epsilon what keeps the root away from zero
 */
public record Normalization(Kind kind, float epsilon) {
  /** The two ways. */
  public enum Kind {
    /** By the root of the mean square (Zhang and Sennrich 2019). */
    ROOT_MEAN_SQUARE,
    /** The mean subtracted, then by the standard deviation (Ba et al. 2016). */
    LAYER
  }
}
