package dev.nibble.engine.architecture;

import dev.nibble.weights.Tensor;
import java.util.Optional;

/**
 * Divisors of the rotary frequencies, {@code [rotated channels / 2]} each, where a file has them.
 *
 * @param all for sequences of any length
 * @param shortContext for sequences that stay within the originally trained context
 * @param longContext for those that may grow beyond it
 */
public record RopeFactors(
    Optional<Tensor> all, Optional<Tensor> shortContext, Optional<Tensor> longContext) {}
