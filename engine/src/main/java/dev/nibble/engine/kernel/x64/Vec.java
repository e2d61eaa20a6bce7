package dev.nibble.engine.kernel.x64;

/**
 * A vector register.
 *
 * @param number 0 to 31
 * @param width how much of it is meant
 */
record Vec(int number, Width width) implements Operand {

  /** The lowest 128 bits. */
  Vec xmm() {
    return new Vec(number, Width.X);
  }

  /** The lowest 256 bits. */
  Vec ymm() {
    return new Vec(number, Width.Y);
  }
}
