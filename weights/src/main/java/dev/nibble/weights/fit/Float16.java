package dev.nibble.weights.fit;

/** The numbers that a scale can be where it is stored: those of binary16. */
public final class Float16 {
  private Float16() {}

  /**
   * The binary16 nearest to {@code x}, or the next further from 0 where its magnitude would be
   * below {@code least}.
   *
   * @param x the number wanted
   * @param least the smallest magnitude that will do, 0 if any
   * @return the binary16, of the sign of {@code x}
   */
  public static float nearest(double x, double least) {
    float wanted = (float) Math.copySign(Math.max(Math.abs(x), least), x);
    short bits = Float.floatToFloat16(wanted);
    float nearest = Float.float16ToFloat(bits);
    return Math.abs(nearest) < least ? Float.float16ToFloat((short) (bits + 1)) : nearest;
  }
}
