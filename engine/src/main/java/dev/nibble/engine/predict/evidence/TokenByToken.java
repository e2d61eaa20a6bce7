package dev.nibble.engine.predict.evidence;

/**
 * The beginning of a text, read twice: all of it in batches, and a token at a time, where the
 * probability of each token is taken from the whole distribution.
 *
 * @param tokens tokens that were scored
 * @param bytes what they stand for, in bytes of text
 * @param bits sum of {@code -log2 p} of these tokens, read one at a time
 * @param perplexity of the same tokens, read in batches
 */
public record TokenByToken(int tokens, long bytes, double bits, double perplexity) {}
