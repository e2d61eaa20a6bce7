package dev.nibble.engine.predict.evidence;

/**
 * Speed of one sequence.
 *
 * @param promptTokens tokens of the prompt
 * @param prefillTokensPerSecond tokens of it a second
 * @param decodeTokens tokens run one at a time, from an empty context
 * @param decodeTokensPerSecond tokens a second of these
 * @param kvBytesPerToken bytes of keys and values that one of them saw, on average
 * @param weightsInCache whether the weights fit into the last cache before memory
 * @param cacheBytes the size of that; 0 where it is not known
 */
public record DecodeSpeed(
    int promptTokens,
    double prefillTokensPerSecond,
    int decodeTokens,
    double decodeTokensPerSecond,
    double kvBytesPerToken,
    boolean weightsInCache,
    long cacheBytes) {}
