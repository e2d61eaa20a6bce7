package dev.nibble.engine.predict.evidence;

/**
 * Entropy by length, in nats: means over heads, layers and tokens that see so many positions.
 *
 * @param positions how many positions a token sees
 * @param attention entropy of the attention weights
 * @param adapted the same with the adaptive temperature of arXiv 2410.01104
 * @param output entropy of the next token's distribution
 */
public record DispersionPoint(int positions, double attention, double adapted, double output) {}
