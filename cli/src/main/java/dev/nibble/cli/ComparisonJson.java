package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.cli.comparison.ComparisonReport;
import dev.nibble.cli.comparison.ComparisonRow;

/** A comparison for programs. */
final class ComparisonJson {
  private ComparisonJson() {}

  static ObjectNode object(ComparisonReport report) {
    ObjectNode object =
        Json.object()
            .put("text", report.text())
            .put("context", report.extent().context())
            .put("chunks", report.extent().chunks())
            .put("scored_tokens", report.extent().scoredTokens());
    object.putArray("models").addAll(report.rows().stream().map(ComparisonJson::model).toList());
    return object;
  }

  /** What is unknown is null, so that each model has the same keys. */
  private static ObjectNode model(ComparisonRow row) {
    ObjectNode model =
        Json.object()
            .put("name", row.name())
            .put("file", row.file().map(Object::toString).orElse(null))
            .put("bytes", row.bytes())
            .put("bits_per_weight", row.bitsPerWeight())
            .put("ppl", row.perplexity().perplexity())
            .put("stderr", row.perplexity().standardError())
            .put("nll", row.perplexity().nll())
            .put("kl_mean", row.divergence().mean())
            .put("kl_stderr", row.divergence().standardError())
            .put("kl_median", row.divergence().median())
            .put("kl_p99", row.divergence().p99())
            .put("kl_max", row.divergence().max())
            .put("top1_agreement", row.divergence().topAgreement())
            .put("rho", row.compression().ratio())
            .put("quality", row.compression().quality())
            .put("efficiency", row.compression().efficiency());
    model.putNull("prefill_tokens_per_second");
    model.putNull("decode_tokens_per_second");
    model.putNull("peak_memory_bytes");
    row.speed()
        .ifPresent(speed -> {
          model.put("prefill_tokens_per_second", speed.prefillTokensPerSecond());
          model.put("decode_tokens_per_second", speed.decodeTokensPerSecond());
          speed.peakMemoryBytes().ifPresent(peak -> model.put("peak_memory_bytes", peak));
        });
    return model;
  }
}
