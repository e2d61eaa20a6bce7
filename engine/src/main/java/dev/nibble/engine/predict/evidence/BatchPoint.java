package dev.nibble.engine.predict.evidence;

/**
 * Speed with a number of sequences whose tokens go through the model together.
 *
 * @param sequences B
 * @param tokensPerSecond tokens a second of all sequences together
 */
public record BatchPoint(int sequences, double tokensPerSecond) {}
