package dev.nibble.engine.predict;

import dev.nibble.engine.Model;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.evaluate.Divergence;
import dev.nibble.engine.evaluate.PerplexityResult;
import dev.nibble.engine.predict.evidence.DispersionPoint;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.QuantizedWeights;
import dev.nibble.engine.predict.evidence.TokenByToken;
import dev.nibble.engine.predict.evidence.WidthResult;
import dev.nibble.engine.predict.evidence.WidthResult.Origin;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.quantize.QuantizationError;
import java.io.IOException;
import java.util.List;

/** Made-up evidence of the laws about widths and entropy. */
final class Widths {
  private Widths() {}

  /** The bundled model at some widths. */
  static Evidence evidence(WidthResult... widths) throws IOException {
    return evidence(List.of(widths), List.of());
  }

  static Evidence dispersed(DispersionPoint... points) throws IOException {
    return evidence(List.of(), List.of(points));
  }

  private static Evidence evidence(List<WidthResult> widths, List<DispersionPoint> points)
      throws IOException {
    try (Model model = Model.open(TestModels.bundled())) {
      return new Evidence(
          ModelFacts.of(model),
          null,
          null,
          null,
          null,
          null,
          List.of(),
          List.of(),
          null,
          widths,
          points,
          null);
    }
  }

  /** A width of the bundled model's 278,528 weights, and 1,000 bytes besides. */
  static WidthResult width(
      int bits, TensorType type, double nll, double divergence, List<QuantizedWeights> tensors) {
    long multiplied = Math.round(278_528 * type.bitsPerWeight() / 8);
    return new WidthResult(
        bits,
        type.name(),
        tensors.isEmpty() ? Origin.GIVEN : Origin.QUANTIZED,
        multiplied + 1_000,
        multiplied,
        new PerplexityResult(nll, 0.01, 1_000, 8, 256, 1),
        new Divergence(divergence, 0, divergence, divergence, divergence, 1),
        new TokenByToken(100, 400, 300, 8),
        100,
        tensors);
  }

  /** The same, made from a file that had been quantized. */
  static WidthResult requantized(WidthResult width) {
    return new WidthResult(
        width.bits(),
        width.type(),
        Origin.REQUANTIZED,
        width.fileBytes(),
        width.multipliedBytes(),
        width.perplexity(),
        width.divergence(),
        width.tokenByToken(),
        width.decodeTokensPerSecond(),
        width.tensors());
  }

  /** Tensors of one type, in one width. */
  static Evidence tensors(QuantizedWeights... tensors) throws IOException {
    TensorType type = tensors[0].type();
    return evidence(
        width(16, TensorType.F16, 1, 0, List.of()), width(4, type, 1, 0, List.of(tensors)));
  }

  /**
   * A tensor with the errors of one step throughout.
   *
   * @param weights how many
   * @param sigma their standard deviation
   * @param step the step
   * @param error the mean squared error in twelfths of a squared step
   * @param codeEntropy bits
   */
  static QuantizedWeights tensor(
      TensorType type, long weights, double sigma, double step, double error, double codeEntropy) {
    double uniform = step * step / 12;
    return new QuantizedWeights(
        "w" + weights,
        type,
        weights,
        type.bitsPerWeight(),
        0,
        sigma * sigma,
        step,
        new QuantizationError(error * uniform, uniform, 0.5 * uniform),
        codeEntropy,
        sigma * sigma / (step * step));
  }

  /** The finding of a name. */
  static Finding find(Law law, Evidence evidence, String name) {
    return law.check(evidence).stream()
        .filter(finding -> finding.prediction().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no finding " + name));
  }

  /** The same measurement, held against what another formula says. */
  static Verdict planted(Finding finding, double wrong) {
    Prediction right = finding.prediction();
    return new Finding(
            new Prediction(right.name(), "wrong", right.inputs(), wrong, right.unit()),
            finding.measurement(),
            finding.bound(),
            finding.remark())
        .verdict();
  }
}
