package dev.nibble.cli.validation;

import dev.nibble.cli.page.Circumstances;
import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.evaluate.PerplexityResult;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.predict.Bound;
import dev.nibble.engine.predict.Finding;
import dev.nibble.engine.predict.Input;
import dev.nibble.engine.predict.Measurement;
import dev.nibble.engine.predict.Prediction;
import dev.nibble.engine.predict.ValidationReport;
import dev.nibble.engine.predict.evidence.BatchPoint;
import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.CountedWork;
import dev.nibble.engine.predict.evidence.DecodeSpeed;
import dev.nibble.engine.predict.evidence.DispersionPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;
import dev.nibble.engine.predict.evidence.KvUse;
import dev.nibble.engine.predict.evidence.MemoryUse;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.PagedMemory;
import dev.nibble.engine.predict.evidence.ProcessUse;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.engine.predict.evidence.TextTokens;
import dev.nibble.engine.predict.evidence.TokenByToken;
import dev.nibble.engine.predict.evidence.WidthResult;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.quantize.QuantizationError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Findings that nobody made, on a model of SmolLM2 135M's shape. */
final class Reports {
  static final Circumstances HERE =
      new Circumstances(
          "2026-11-27 10:00 +00:00",
          "nibble validate -f 'a b.txt'",
          List.of(new Check.Passed("cores", "2")));

  private static final double BANDWIDTH = 50e9;

  private Reports() {}

  static ValidationReport report() {
    return new ValidationReport(evidence(), findings(), List.of("made up, & <quickly>"));
  }

  static List<Finding> findings() {
    return List.of(
        finding("parameters", 134_480_448, 134_515_008, "weights", new Bound.Within(0.005)),
        finding("parameters, naive", 147_668_544, 134_515_008, "weights", new Bound.Within(0.05)),
        finding("KV memory", 23_592_960, 23_592_960, "bytes", new Bound.Exact()),
        finding("batch crossing", 6.2, 7.5, "sequences", new Bound.WithinFactor(1.5)),
        finding("decode speed", 186.3, 121.7, "tokens/s", new Bound.Within(0.15)),
        finding("quantization error, Q4_0, textbook", 1.27e-5, 1.1e-5, "", new Bound.Within(0.1)),
        finding("fallback", 4000, 12, "tokens/s", new Bound.Within(0.2)),
        finding("memory need", 10, 0, "bytes", new Bound.Within(0.05)));
  }

  static Finding finding(String name, double predicted, double measured, String unit, Bound bound) {
    return new Finding(
        new Prediction(
            name,
            "x = a < b & c",
            List.of(new Input("d", "model width", 576, "channels")),
            predicted,
            unit),
        new Measurement(measured, "looked at it"),
        bound,
        "why " + name + " is so");
  }

  private static Evidence evidence() {
    return new Evidence(
        model(),
        ceiling(),
        memory(),
        new CountedWork(256, 27_500_000_000L, 1_100_000_000L, 256, 134, 8, 268, 11, 0.4),
        new TextTokens(50_000, 12_500, 100_000, 25_100),
        new DecodeSpeed(
            ceiling(), 52e9, OptionalLong.of(32L << 20), false, 512, 900, 1.2e11, 128, 121.7, 6e6),
        List.of(
            new BatchPoint(1, 120),
            new BatchPoint(2, 225),
            new BatchPoint(4, 430),
            new BatchPoint(8, 720),
            new BatchPoint(16, 840),
            new BatchPoint(32, 880)),
        List.of(context(128), context(512), context(1024), context(2048)),
        new PagedMemory(List.of(10, 40, 17), 2048, 16, 92_160, 5 * 16 * 92_160L),
        List.of(
            width(16, "F16", 269_060_000, 12.1, 121.7, List.of()),
            width(8, "Q8_0", 143_000_000, 12.12, 205, weights(TensorType.Q8_0, 8.5, 3e-5)),
            width(4, "Q4_0", 76_000_000, 13.4, 260, weights(TensorType.Q4_0, 4.5, 8e-3))),
        List.of(new DispersionPoint(16, 1.9, 1.8, 3), new DispersionPoint(1024, 4.1, 3.2, 2.6)),
        fallback());
  }

  private static Ceiling ceiling() {
    return new Ceiling("vector-512", Arithmetic.FLOAT32, 2, 2.2e11, BANDWIDTH);
  }

  private static ModelFacts model() {
    return new ModelFacts(
        "smol.gguf",
        49_152,
        576,
        30,
        1536,
        true,
        1,
        9,
        3,
        64,
        true,
        2048,
        134_515_008,
        269_060_000,
        270_000_000,
        0,
        134_480_448,
        268_960_000);
  }

  private static MemoryUse memory() {
    return new MemoryUse(
        new ProcessUse(
            270_000_000,
            OptionalLong.of(269_000_000),
            0,
            10_000_000,
            30_000_000,
            44_000_000,
            64_000_000,
            48_000_000,
            20_000_000,
            OptionalLong.of(400_000_000)),
        new KvUse(4, 100, 16, 4, 28, 28 * 16 * 92_160L, 28 * 16 * 276_480L),
        Optional.empty());
  }

  private static ContextPoint context(int tokens) {
    return new ContextPoint(tokens, tokens / 900.0, 0.009, tokens * 92_160L);
  }

  private static WidthResult width(
      int bits,
      String type,
      long bytes,
      double perplexity,
      double speed,
      List<QuantizedWeights> tensors) {
    return new WidthResult(
        bits,
        type,
        bits == 16 ? WidthResult.Origin.GIVEN : WidthResult.Origin.QUANTIZED,
        bytes,
        bytes,
        new PerplexityResult(Math.log(perplexity), 0.02, 10_000, 40, 512, 1),
        new Divergence(0, 0, 0, 0, 0, 1),
        new TokenByToken(31, 120, 90, 7.5),
        speed,
        tensors);
  }

  private static List<QuantizedWeights> weights(TensorType type, double bits, double error) {
    double variance = 0.01;
    return List.of(
        new QuantizedWeights(
            "blk.0.attn_q.weight",
            type,
            331_776,
            bits,
            0,
            variance,
            0.001,
            new QuantizationError(error * variance, error * variance, 1.2 * error * variance),
            bits - 1,
            100));
  }

  private static FallbackRun fallback() {
    long needed = 300_000_000;
    return new FallbackRun(
        FallbackRun.Level.RESIDENT,
        "layers beyond G are read from the disk again",
        List.of("no device"),
        needed,
        120,
        9,
        List.of(
            new FallbackRun.Point(needed / 4, needed / 4, 11.8),
            new FallbackRun.Point(needed / 2, needed / 2, 17.2),
            new FallbackRun.Point(3 * needed / 4, 3 * needed / 4, 31),
            new FallbackRun.Point(needed, needed, 118)),
        Optional.empty());
  }
}
