package dev.nibble.engine.evaluate;

import dev.nibble.engine.evaluate.text.TextScores;

/**
 * An example and how near the continuation came.
 *
 * @param example the example
 * @param generated the continuation that was scored
 * @param scores of that alone
 */
public record ScoredExample(Example example, String generated, TextScores scores) {}
