package dev.nibble.engine.kernel;

/**
 * What weights are multiplied with: the activations of a batch, and the copy of them in the layout
 * that a tier reads fastest, where it makes one. Kept from product to product.
 */
public final class Inputs {
  private static final float[] NONE = {};

  private float[] values = NONE;
  private int tokens;
  private int columns;
  private long batch;
  private float[] packed = NONE;

  /** Creates inputs of no token. */
  public Inputs() {}

  /**
   * Turns to another batch.
   *
   * @param x {@code [tokens][columns]}
   * @param tokens how many tokens
   * @param columns channels of a token
   */
  public void set(float[] x, int tokens, int columns) {
    this.values = x;
    this.tokens = tokens;
    this.columns = columns;
    batch++;
  }

  /** Which batch this is: another number after each {@link #set}. */
  public long batch() {
    return batch;
  }

  /** The activations, {@code [tokens][columns]}. */
  public float[] values() {
    return values;
  }

  /** How many tokens. */
  public int tokens() {
    return tokens;
  }

  /** Channels of a token. */
  public int columns() {
    return columns;
  }

  /**
   * Memory for a tier's own copy, whose content stays until the next batch is packed.
   *
   * @param floats the least number of floats
   * @return an array of that length or more
   */
  public float[] packed(int floats) {
    if (packed.length < floats) {
      packed = new float[floats];
    }
    return packed;
  }

  /** The tier's own copy. */
  public float[] packed() {
    return packed;
  }
}
