package dev.nibble.engine.device;

/** Weights {@code [rows][columns]} on a device. */
public interface DeviceMatrix extends AutoCloseable {

  /** What it takes, in bytes. */
  long bytes();

  /**
   * The product {@code y[t][n] = sum over k of x[t][k] w[n][k]}.
   *
   * @param x {@code [tokens][columns]}
   * @param tokens how many tokens: one is a product of matrix and vector
   * @param y receives {@code [tokens][rows]}
   * @return done or why not; {@code y} is undefined then
   */
  Outcome<Void> multiply(float[] x, int tokens, float[] y);

  /** Frees what it takes. */
  @Override
  void close();
}
