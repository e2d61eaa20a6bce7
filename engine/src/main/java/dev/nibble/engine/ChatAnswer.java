package dev.nibble.engine;

/**
 * What became of a message.
 *
 * @param generation the answer, and what it took; the tokens of earlier turns that were not
 *     computed again count as restored
 * @param forgottenMessages how many of the oldest messages were left out for good before it, since
 *     the context would not have held them and an answer
 */
public record ChatAnswer(Generation generation, int forgottenMessages) {}
