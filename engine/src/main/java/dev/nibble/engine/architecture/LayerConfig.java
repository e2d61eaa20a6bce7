package dev.nibble.engine.architecture;

import java.util.Optional;

/**
 * The numbers of one block.
 *
 * @param attention its heads
 * @param rope how its queries and keys turn with the position, if they do
 * @param queryTemperature how its queries grow with the position, if they do
 * @param feedForward what follows attention
 */
public record LayerConfig(
    AttentionShape attention,
    Optional<RopeConfig> rope,
    Optional<QueryTemperature> queryTemperature,
    FeedForwardConfig feedForward) {}
