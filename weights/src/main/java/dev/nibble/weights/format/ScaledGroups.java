package dev.nibble.weights.format;

/**
 * Groups of elements whose scales are quantized too: an element is {@code d scale} times the level
 * of its code.
 */
final class ScaledGroups {
  private final float d;
  private final int[] scales;
  private final byte[] codes;

  ScaledGroups(float d, int[] scales, byte[] codes) {
    this.d = d;
    this.scales = scales;
    this.codes = codes;
  }

  /** The scale of the scales, an f16. */
  float d() {
    return d;
  }

  /** The scale of each group. */
  int[] scales() {
    return scales;
  }

  /** The code of each element. */
  byte[] codes() {
    return codes;
  }
}
