package dev.nibble.weights.fit;

/**
 * Groups of elements whose scales are quantized too: an element is {@code d scale} times the level
 * of its code.
 */
public final class ScaledGroups {
  private final float d;
  private final int[] scales;
  private final byte[] codes;

  ScaledGroups(float d, int[] scales, byte[] codes) {
    this.d = d;
    this.scales = scales;
    this.codes = codes;
  }

  /**
   * The scale of the scales, an f16.
   *
   * @return the factor {@code d}
   */
  public float d() {
    return d;
  }

  /**
   * The scale of each group.
   *
   * @return one integer for each group
   */
  public int[] scales() {
    return scales;
  }

  /**
   * The code of each element.
   *
   * @return the codes, group by group
   */
  public byte[] codes() {
    return codes;
  }
}
