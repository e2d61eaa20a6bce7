package dev.nibble.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nibble.engine.measure.ByteSize;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.quantize.QuantizationReport;
import dev.nibble.weights.quantize.QuantizedTensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What quantizing did, for people and for programs. */
final class QuantizationSummary {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long sourceBytes;
  private final long targetBytes;
  private final Path target;
  private final QuantizationReport report;

  QuantizationSummary(long sourceBytes, Path target, QuantizationReport report) throws IOException {
    this.sourceBytes = sourceBytes;
    this.target = target;
    this.targetBytes = Files.size(target);
    this.report = report;
  }

  void print(PrintWriter out, boolean verbose) {
    out.printf(
        Locale.ROOT,
        "%s: %s, %s of %s, %.3f bits a weight, %.1f s%n",
        target,
        report.recipe(),
        ByteSize.format(targetBytes),
        ByteSize.format(sourceBytes),
        report.bitsPerWeight(),
        report.nanos() / NANOS_PER_SECOND);
    out.printf(
        "%n%-32s %-7s %12s %10s %11s %11s %11s%n",
        verbose ? "TENSOR" : "TENSORS",
        "TYPE",
        "WEIGHTS",
        "SIZE",
        "MEAN ERROR^2",
        "STEP^2/12",
        "TEXTBOOK");
    if (verbose) {
      report.tensors().forEach(t -> printRow(out, Printable.of(t.name()), t.type(), List.of(t)));
    } else {
      byType().forEach((type, of) -> printRow(out, String.valueOf(of.size()), type, of));
    }
    Map<String, List<QuantizedTensor>> fallbacks = fallbacks();
    if (!fallbacks.isEmpty()) {
      out.println();
      fallbacks.forEach((text, of) -> out.println(fallback(text, of)));
    }
  }

  private static String fallback(String text, List<QuantizedTensor> of) {
    String first = Printable.of(of.getFirst().name());
    return of.size() == 1
        ? "%s %s".formatted(first, text)
        : "%d tensors %s: %s and others".formatted(of.size(), text, first);
  }

  private static void printRow(
      PrintWriter out, String name, TensorType type, List<QuantizedTensor> of) {
    out.printf(
        Locale.ROOT,
        "%-32s %-7s %12d %10s %12s %11s %11s%n",
        name,
        type,
        of.stream().mapToLong(QuantizedTensor::weights).sum(),
        ByteSize.format(of.stream().mapToLong(QuantizedTensor::bytes).sum()),
        error(of, t -> t.error().measured()),
        error(of, t -> t.error().uniform()),
        error(of, t -> t.error().textbook()));
  }

  /** The mean over all weights of some tensors; a dash where nothing moved. */
  private static String error(List<QuantizedTensor> of, ToDoubleFunction<QuantizedTensor> error) {
    double sum = of.stream().mapToDouble(t -> error.applyAsDouble(t) * t.weights()).sum();
    long weights = of.stream().mapToLong(QuantizedTensor::weights).sum();
    return sum == 0 ? "-" : String.format(Locale.ROOT, "%.3e", sum / weights);
  }

  private Map<TensorType, List<QuantizedTensor>> byType() {
    return report.tensors().stream()
        .collect(Collectors.groupingBy(QuantizedTensor::type, TreeMap::new, Collectors.toList()));
  }

  private Map<String, List<QuantizedTensor>> fallbacks() {
    return report.tensors().stream()
        .filter(QuantizedTensor::fallback)
        .collect(
            Collectors.groupingBy(
                t ->
                    "became %s instead of %s, whose blocks of %d do not divide rows of %d"
                        .formatted(t.type(), t.wanted(), t.wanted().blockSize(), t.columns()),
                TreeMap::new,
                Collectors.toList()));
  }

  ObjectNode json() {
    ObjectNode object =
        Json.object()
            .put("file", target.toString())
            .put("type", report.recipe())
            .put("source_bytes", sourceBytes)
            .put("bytes", targetBytes)
            .put("parameters", report.weights())
            .put("bits_per_weight", report.bitsPerWeight())
            .put("seconds", report.nanos() / NANOS_PER_SECOND);
    ArrayNode tensors = object.putArray("tensors");
    for (QuantizedTensor t : report.tensors()) {
      tensors
          .addObject()
          .put("name", t.name())
          .put("from", t.from().name())
          .put("wanted", t.wanted().name())
          .put("type", t.type().name())
          .put("fallback", t.fallback())
          .put("bytes", t.bytes())
          .put("mse", t.error().measured())
          .put("mse_uniform", t.error().uniform())
          .put("mse_textbook", t.error().textbook());
    }
    return object;
  }
}
