package dev.nibble.engine.architecture;

/**
 * What becomes of the products with the output matrix.
 *
 * @param scale a factor on each logit
 * @param softCap where over 0, a logit {@code z} becomes {@code softCap * tanh(z / softCap)}
 */
public record OutputConfig(float scale, float softCap) {}
