package dev.nibble.engine.predict.evidence;

/**
 * How a text becomes tokens: its first half, and all of it.
 *
 * @param halfBytes UTF-8 bytes of the first half
 * @param halfTokens tokens of it
 * @param bytes T, UTF-8 bytes of the whole
 * @param tokens tokens of the whole
 */
public record TextTokens(long halfBytes, long halfTokens, long bytes, long tokens) {}
