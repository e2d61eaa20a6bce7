package dev.nibble.weights.fit;

/**
 * Groups of elements whose scales and minima are quantized too: an element is {@code d scale} times
 * its code, less {@code dMin minimum}.
 */
public final class AffineGroups {
  private final float d;
  private final float dMin;
  private final int[] scales;
  private final int[] minima;
  private final byte[] codes;

  AffineGroups(float d, float dMin, int[] scales, int[] minima, byte[] codes) {
    this.d = d;
    this.dMin = dMin;
    this.scales = scales;
    this.minima = minima;
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
   * The scale of the minima, an f16.
   *
   * @return the factor {@code dMin}
   */
  public float dMin() {
    return dMin;
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
   * The minimum of each group.
   *
   * @return one integer for each group
   */
  public int[] minima() {
    return minima;
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
