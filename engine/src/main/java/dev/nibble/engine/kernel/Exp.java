package dev.nibble.engine.kernel;

/**
 * The exponential function in float32, without a branch: the argument is reduced to {@code |r| <=
 * ln 2 / 2} and a polynomial of degree 7 evaluated. Within 2 units in the last place of the true
 * value wherever that is normal; falls through the subnormals to 0 and rises to infinity as it
 * should.
 *
 * <p>The reduction splits ln 2 in two (Cody and Waite 1980); the coefficients are those of the
 * Taylor series, whose truncation error on this range is under 2^-27. Multiplications and additions
 * stay apart, so that processors without a fused operation compute the same bits as fast.
 */
public final class Exp {
  /** From here down the result is 0. */
  public static final float MIN_ARGUMENT = -104;

  /** From here up the result is infinite. */
  public static final float MAX_ARGUMENT = 89;

  /** Beyond the half of this, tangents are 1 to the last bit. */
  public static final float MAX_TANH_ARGUMENT = 40;

  /** The logarithm of 2^-126: what is less has an exponential that is no normal number. */
  public static final float LEAST_NORMAL_ARGUMENT = -87.33654f;

  /** 1 / ln 2. */
  public static final float LOG2_E = 0x1.715476p0f;

  /** Added and subtracted again, it rounds a small number to an integer: 1.5 times 2^23. */
  public static final float ROUNDER = 0x1.8p23f;

  /** The upper bits of ln 2: a product with a small integer is exact. */
  public static final float LN2_HIGH = 0x1.63p-1f;

  /** What {@link #LN2_HIGH} lacks. */
  public static final float LN2_LOW = -0x1.bd0106p-13f;

  /** 1 / n! for n = 2 to 7. */
  public static final float C2 = 1 / 2f;

  /** See {@link #C2}. */
  public static final float C3 = 1 / 6f;

  /** See {@link #C2}. */
  public static final float C4 = 1 / 24f;

  /** See {@link #C2}. */
  public static final float C5 = 1 / 120f;

  /** See {@link #C2}. */
  public static final float C6 = 1 / 720f;

  /** See {@link #C2}. */
  public static final float C7 = 1 / 5040f;

  private Exp() {}

  /**
   * The exponential of a number.
   *
   * @param x the exponent
   * @return e to the power of {@code x}; NaN for NaN
   */
  public static float exp(float x) {
    float bounded = Math.max(MIN_ARGUMENT, Math.min(MAX_ARGUMENT, x));
    float whole = bounded * LOG2_E + ROUNDER - ROUNDER;
    float mantissa = minusOneNearZero(bounded - whole * LN2_HIGH - whole * LN2_LOW) + 1;
    int n = (int) whole;
    return mantissa * powerOfTwo(n >> 1) * powerOfTwo(n - (n >> 1));
  }

  /**
   * The hyperbolic tangent, {@code m / (m + 2)} with {@code m = exp(2x) - 1}, which is exact to a
   * few units in the last place near 0 too.
   *
   * @param x a number
   * @return its tangent; NaN for NaN
   */
  public static float tanh(float x) {
    float bounded = Math.max(-MAX_TANH_ARGUMENT, Math.min(MAX_TANH_ARGUMENT, 2 * x));
    float whole = bounded * LOG2_E + ROUNDER - ROUNDER;
    float m = minusOneNearZero(bounded - whole * LN2_HIGH - whole * LN2_LOW);
    float scale = powerOfTwo((int) whole);
    float minusOne = m * scale + (scale - 1);
    return minusOne / (minusOne + 2);
  }

  private static float minusOneNearZero(float r) {
    float p = ((((C7 * r + C6) * r + C5) * r + C4) * r + C3) * r + C2;
    return p * r * r + r;
  }

  /** Two factors, since 2^128 alone is no float and 2^-150 neither. */
  private static float powerOfTwo(int n) {
    return Float.intBitsToFloat((n + 127) << 23);
  }
}
