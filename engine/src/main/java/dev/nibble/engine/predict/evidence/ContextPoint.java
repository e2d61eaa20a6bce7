package dev.nibble.engine.predict.evidence;

/**
 * Time and memory of a sequence of a length.
 *
 * @param tokens S
 * @param prefillSeconds time of a prompt of so many tokens
 * @param decodeSeconds time of one token behind it, or at its end where the context ends there
 * @param kvBytes keys and values in use
 */
public record ContextPoint(int tokens, double prefillSeconds, double decodeSeconds, long kvBytes) {}
