package dev.nibble.engine.predict.evidence;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import dev.nibble.weights.format.CodeHistogram;
import dev.nibble.weights.quantize.QuantizationReport;
import dev.nibble.weights.quantize.QuantizedTensor;
import java.util.List;
import java.util.Optional;

/** What became of the tensors of a model, with the codes that they have now. */
final class QuantizedTensors {
  /** Of the mean squared error of a step, where errors are uniform. */
  private static final double UNIFORM = 12;

  private QuantizedTensors() {}

  /**
   * Looks at the tensors that have codes and were not copied.
   *
   * @param source the model
   * @param target what was made of it
   * @param report how
   * @return a record for each, in the file's order
   */
  static List<QuantizedWeights> of(GgufFile source, GgufFile target, QuantizationReport report) {
    return report.tensors().stream()
        .filter(tensor -> !tensor.kept())
        .flatMap(tensor -> of(source, target, tensor).stream())
        .toList();
  }

  private static Optional<QuantizedWeights> of(
      GgufFile source, GgufFile target, QuantizedTensor made) {
    return CodeHistogram.of(target.tensor(made.name()).orElseThrow())
        .map(codes -> of(source.tensor(made.name()).orElseThrow(), made, codes));
  }

  private static QuantizedWeights of(Tensor source, QuantizedTensor made, CodeHistogram codes) {
    BlockFormat format = BlockFormat.of(source.type()).orElseThrow();
    float[] row = new float[Math.toIntExact(source.columns())];
    double sum = 0;
    double squares = 0;
    long zeros = 0;
    for (long r = 0; r < source.rows(); r++) {
      long at = r * source.type().rowBytes(row.length);
      format.dequantize(source.data(), at, row, 0, row.length);
      for (float weight : row) {
        sum += weight;
        squares += (double) weight * weight;
        zeros += weight == 0 ? 1 : 0;
      }
    }
    double weights = made.weights();
    double mean = sum / weights;
    return new QuantizedWeights(
        made.name(),
        made.type(),
        made.weights(),
        made.type().bitsPerWeight(),
        zeros / weights,
        squares / weights - mean * mean,
        Math.sqrt(UNIFORM * made.error().uniform()),
        made.error(),
        codes.entropy(),
        codes.variance());
  }
}
