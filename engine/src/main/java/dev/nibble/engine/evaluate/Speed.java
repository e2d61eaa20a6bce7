package dev.nibble.engine.evaluate;

/**
 * How fast a model runs.
 *
 * @param promptTokens tokens of the prompt
 * @param prefillTokensPerSecond tokens of the prompt a second of its forward pass
 * @param generatedTokens tokens that were generated behind it
 * @param decodeTokensPerSecond tokens a second from the first generated one to the last: forward
 *     pass, choice of the most likely token and its text; 0 where there is but one
 * @param repetitions how often both were measured
 * @param settled whether they stopped because the rates no longer changed, not because time was up
 */
public record Speed(
    int promptTokens,
    double prefillTokensPerSecond,
    int generatedTokens,
    double decodeTokensPerSecond,
    int repetitions,
    boolean settled) {}
