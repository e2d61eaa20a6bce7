package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.evaluate.Ceiling;
import java.util.OptionalLong;

/**
 * Speed of one sequence.
 *
 * @param ceiling what the machine could do before decode and behind it, on average
 * @param rereadBytesPerSecond bytes a second where as many as the weights take are read over and
 *     over: no more than the ceiling where no cache holds them
 * @param cacheBytes the size of the last cache before memory; empty where the system hides it
 * @param weightsInCache whether the weights fit into a cache
 * @param promptTokens tokens of the prompt
 * @param prefillTokensPerSecond tokens of it a second
 * @param prefillMultiplyAddsPerSecond multiply-adds of its products and its attention a second
 * @param decodeTokens tokens run one at a time, from an empty context
 * @param decodeTokensPerSecond tokens a second of these
 * @param kvBytesPerToken bytes of keys and values that one of them saw, on average
 */
public record DecodeSpeed(
    Ceiling ceiling,
    double rereadBytesPerSecond,
    OptionalLong cacheBytes,
    boolean weightsInCache,
    int promptTokens,
    double prefillTokensPerSecond,
    double prefillMultiplyAddsPerSecond,
    int decodeTokens,
    double decodeTokensPerSecond,
    double kvBytesPerToken) {}
