package dev.nibble.weights.format;

/**
 * Groups of elements whose scales and minima are quantized too: an element is {@code d scale} times
 * its code, less {@code dMin minimum}.
 */
final class AffineGroups {
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

  /** The scale of the scales, an f16. */
  float d() {
    return d;
  }

  /** The scale of the minima, an f16. */
  float dMin() {
    return dMin;
  }

  /** The scale of each group. */
  int[] scales() {
    return scales;
  }

  /** The minimum of each group. */
  int[] minima() {
    return minima;
  }

  /** The code of each element. */
  byte[] codes() {
    return codes;
  }
}
