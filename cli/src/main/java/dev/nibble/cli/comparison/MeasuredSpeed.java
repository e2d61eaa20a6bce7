package dev.nibble.cli.comparison;

import java.util.OptionalLong;

/**
 * What a model took in a process of its own.
 *
 * @param prefillTokensPerSecond tokens of the prompt a second
 * @param decodeTokensPerSecond generated tokens a second
 * @param peakMemoryBytes the largest resident set of the process, mapped weights included, in
 *     bytes; empty where the system does not tell
 */
public record MeasuredSpeed(
    double prefillTokensPerSecond, double decodeTokensPerSecond, OptionalLong peakMemoryBytes) {}
