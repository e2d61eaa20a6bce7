package dev.nibble.engine.architecture;

import java.util.Optional;

/**
 * The feed-forward block.
 *
 * @param width channels inside, where there are no experts
 * @param activation what bends them
 * @param gated whether the bent channels are a gate for as many others (GLU, Shazeer 2020)
 * @param experts the mixture that stands in its place, if any
 */
public record FeedForwardConfig(
    int width, Activation activation, boolean gated, Optional<ExpertConfig> experts) {}
