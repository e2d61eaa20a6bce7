package dev.nibble.cli.comparison;

import dev.nibble.cli.page.ByteUnit;
import dev.nibble.cli.page.Numbers;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A column of the comparison, the same on a terminal and on a page.
 *
 * @param name the upper part of the heading
 * @param unit the lower part: the unit of the numbers, or nothing
 * @param cell what stands in it for a model
 */
record Column(String name, String unit, Function<ComparisonRow, String> cell) {
  private static final String NOT_MEASURED = "-";

  /** All columns but the name of the model. */
  static List<Column> of(ComparisonReport report) {
    ByteUnit fileUnit = fileUnit(report);
    return List.of(
        new Column("size", fileUnit.symbol(), row -> Numbers.fixed(fileUnit.of(row.bytes()), 1)),
        new Column("bits", "/weight", row -> Numbers.fixed(row.bitsPerWeight(), 2)),
        new Column("ppl", "", row -> Numbers.perplexity(row.perplexity().perplexity())),
        new Column("error", "", row -> Numbers.perplexity(row.perplexity().standardError())),
        new Column("KL mean", "nats", row -> Numbers.divergence(row.divergence().mean())),
        new Column("median", "nats", row -> Numbers.divergence(row.divergence().median())),
        new Column("99 %", "nats", row -> Numbers.divergence(row.divergence().p99())),
        new Column("top-1", "%", row -> Numbers.fixed(100 * row.divergence().topAgreement(), 1)),
        new Column("rho", "", row -> Numbers.fixed(row.compression().ratio(), 3)),
        new Column("Q", "", row -> Numbers.fixed(row.compression().quality(), 3)),
        new Column("eta", "", row -> Numbers.fixed(row.compression().efficiency(), 3)),
        new Column("prefill", "tok/s", row -> rate(row, MeasuredSpeed::prefillTokensPerSecond)),
        new Column("decode", "tok/s", row -> rate(row, MeasuredSpeed::decodeTokensPerSecond)),
        new Column("memory", ByteUnit.MIB.symbol(), Column::memory));
  }

  /** The unit of the files' sizes. */
  static ByteUnit fileUnit(ComparisonReport report) {
    return ByteUnit.forBytes(
        report.rows().stream().mapToLong(ComparisonRow::bytes).max().orElseThrow());
  }

  private static String rate(ComparisonRow row, ToDoubleFunction<MeasuredSpeed> rate) {
    return row.speed().map(speed -> Numbers.rate(rate.applyAsDouble(speed))).orElse(NOT_MEASURED);
  }

  private static String memory(ComparisonRow row) {
    return row.speed()
        .filter(speed -> speed.peakMemoryBytes().isPresent())
        .map(speed -> Numbers.fixed(ByteUnit.MIB.of(speed.peakMemoryBytes().getAsLong()), 0))
        .orElse(NOT_MEASURED);
  }
}
