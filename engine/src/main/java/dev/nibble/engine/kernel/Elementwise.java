package dev.nibble.engine.kernel;

/** Functions of one number, built on {@link Exp}. */
public final class Elementwise {
  /** {@code -2 sqrt(2 / pi)}: the slope at 0 of the exponent in {@link #gelu}. */
  public static final float GELU_SLOPE = (float) (-2 * 0.7978845608028654);

  /** What the cube weighs in {@link #gelu}. */
  public static final float GELU_CUBIC = 0.044715f;

  /** From here on {@link #gelu} is its argument, or 0. */
  public static final float GELU_RANGE = 10;

  private Elementwise() {}

  /**
   * The sigmoid linear unit.
   *
   * @param x a number
   * @return {@code x / (1 + exp(-x))}
   */
  public static float silu(float x) {
    return x / (1 + Exp.exp(-x));
  }

  /**
   * The Gaussian error linear unit in its approximation by tanh, which is a sigmoid: {@code (1 +
   * tanh(u)) / 2 = 1 / (1 + exp(-2u))}; see {@link dev.nibble.engine.architecture.Activation#GELU}.
   *
   * @param x a number
   * @return {@code x / (1 + exp(-2 sqrt(2 / pi) (x + 0.044715 x^3)))} in half precision
   */
  public static float gelu(float x) {
    if (Math.abs(x) >= GELU_RANGE) {
      return Math.max(x, 0);
    }
    float h = half(x);
    return half(h / (1 + Exp.exp(h * GELU_SLOPE * (h * h * GELU_CUBIC + 1))));
  }

  private static float half(float x) {
    return Float.float16ToFloat(Float.floatToFloat16(x));
  }

  /**
   * The logistic function.
   *
   * @param x a number
   * @return {@code 1 / (1 + exp(-x))}
   */
  public static float sigmoid(float x) {
    return 1 / (1 + Exp.exp(-x));
  }

  /**
   * A number kept within bounds.
   *
   * @param x a number
   * @param cap the bound, over 0
   * @return {@code cap * tanh(x / cap)}
   */
  public static float softCap(float x, float cap) {
    return cap * Exp.tanh(x / cap);
  }
}
