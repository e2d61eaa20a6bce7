package dev.nibble.cli.comparison;

import dev.nibble.engine.evaluate.Compression;
import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.evaluate.PerplexityResult;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Comparisons that were never made. */
final class Reports {
  private Reports() {}

  /** The first model of a comparison. */
  static ComparisonRow first(String name) {
    return row(name, 574_208, 16.04, 4.1944, new Divergence(0, 0, 0, 0, 0, 1));
  }

  /** A model in four bits, not measured for speed. */
  static ComparisonRow fourBits(String name) {
    return row(
        name, 173_856, 4.57, 4.7319, new Divergence(0.13765, 0.002, 0.0887, 0.92235, 4.5, 0.807));
  }

  static ComparisonRow row(
      String name, long bytes, double bits, double perplexity, Divergence divergence) {
    return new ComparisonRow(
        name,
        Optional.empty(),
        bytes,
        bits,
        new PerplexityResult(Math.log(perplexity), 0.0183, 10_200, 40, 512, 1),
        divergence,
        Compression.of(574_208, bytes, 4.1944, perplexity),
        Optional.empty());
  }

  /** The same model, measured. */
  static ComparisonRow measured(
      ComparisonRow row, double prefill, double decode, OptionalLong peakBytes) {
    return new ComparisonRow(
        row.name(),
        row.file(),
        row.bytes(),
        row.bitsPerWeight(),
        row.perplexity(),
        row.divergence(),
        row.compression(),
        Optional.of(new MeasuredSpeed(prefill, decode, peakBytes)));
  }

  static ComparisonReport of(ComparisonRow... rows) {
    return new ComparisonReport("texts/story.txt", Arrays.asList(rows));
  }
}
