package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.predict.evidence.BatchPoint;
import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.DecodeSpeed;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.FallbackRun;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a machine would show on a model of SmolLM2 135M's shape in Q8_0, as far as laws of speed ask
 * for it.
 */
final class MadeUpEvidence {
  static final double BANDWIDTH = 40e9;
  static final double PEAK = 240e9;
  static final double PREFILL = 200e9;
  static final long WEIGHTS = 134_479_872;
  static final long WEIGHT_BYTES = WEIGHTS * 34 / 32;
  static final int KV_BYTES_A_POSITION = 2 * 30 * 192 * 4;

  static final ModelFacts MODEL =
      new ModelFacts(
          "smol.gguf",
          49_152,
          576,
          30,
          1_536,
          true,
          1,
          9,
          3,
          64,
          true,
          8_192,
          134_515_008,
          143_023_680,
          145_010_752,
          0,
          WEIGHTS,
          WEIGHT_BYTES);

  private MadeUpEvidence() {}

  /** A sequence on this machine. */
  static DecodeSpeed speed(double tokensPerSecond, boolean weightsInCache) {
    return new DecodeSpeed(
        new Ceiling("vector-512", Arithmetic.FLOAT32, 2, PEAK, BANDWIDTH),
        weightsInCache ? 5 * BANDWIDTH : BANDWIDTH,
        OptionalLong.empty(),
        weightsInCache,
        512,
        1_500,
        PREFILL,
        128,
        tokensPerSecond,
        64.5 * KV_BYTES_A_POSITION);
  }

  static Evidence with(DecodeSpeed speed, List<BatchPoint> batches) {
    return new Evidence(
        MODEL, null, null, null, null, speed, batches, List.of(), null, List.of(), List.of(), null);
  }

  static Evidence with(DecodeSpeed speed) {
    return with(speed, List.of());
  }

  static Evidence withContexts(DecodeSpeed speed, List<ContextPoint> contexts) {
    return new Evidence(
        MODEL, null, null, null, null, speed, List.of(), contexts, null, List.of(), List.of(),
        null);
  }

  static Evidence withWidths(DecodeSpeed speed, List<WidthResult> widths) {
    return new Evidence(
        MODEL, null, null, null, null, speed, List.of(), List.of(), null, widths, List.of(), null);
  }

  static Evidence withFallback(FallbackRun run) {
    return new Evidence(
        MODEL, null, null, null, null, null, List.of(), List.of(), null, List.of(), List.of(), run);
  }

  static FallbackRun fallback(
      FallbackRun.Level level, double optimal, double fallen, List<FallbackRun.Point> points) {
    return new FallbackRun(
        level,
        "made up",
        level == FallbackRun.Level.DEVICE ? List.of() : List.of("there is no device"),
        1_000,
        optimal,
        fallen,
        points,
        level == FallbackRun.Level.RESIDENT
            ? Optional.of(new FallbackRun.Reread(143_000_000, OptionalLong.of(144_000_000)))
            : Optional.empty());
  }

  /** The finding of a name. */
  static Finding find(Law law, Evidence evidence, String name) {
    return law.check(evidence).stream()
        .filter(finding -> finding.prediction().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
