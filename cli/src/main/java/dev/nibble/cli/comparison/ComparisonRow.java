package dev.nibble.cli.comparison;

import dev.nibble.engine.evaluate.Compression;
import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.evaluate.PerplexityResult;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All that was found of one model.
 *
 * @param name what people call it
 * @param file where it is; empty where it was made for the comparison alone
 * @param bytes size of the file
 * @param bitsPerWeight bits that a weight takes on average
 * @param perplexity how well it predicts the text
 * @param divergence how far its predictions are from those of the first model
 * @param compression what its size costs, against the first model
 * @param speed how fast it is; empty where that was not asked for
 */
public record ComparisonRow(
    String name,
    Optional<Path> file,
    long bytes,
    double bitsPerWeight,
    PerplexityResult perplexity,
    Divergence divergence,
    Compression compression,
    Optional<MeasuredSpeed> speed) {}
