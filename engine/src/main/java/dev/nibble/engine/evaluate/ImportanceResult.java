package dev.nibble.engine.evaluate;

import dev.nibble.weights.quantize.Importance;

/**
 * A statistic and how it came about.
 *
 * @param importance the statistic
 * @param run the whole collection
 */
public record ImportanceResult(Importance importance, ImportanceProgress run) {}
