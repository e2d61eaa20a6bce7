package dev.nibble.cli;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark says of a model.
 *
 * @param path the file
 * @param type the architecture and the type of most weights: {@code llama Q4_K}
 * @param bytes of all tensors
 * @param parameters of all tensors
 */
record BenchedModel(Path path, String type, long bytes, long parameters) {
  private static final String[] UNITS = {"", " K", " M", " B", " T"};

  static BenchedModel of(Path path) throws ModelFileException {
    return ModelOption.open(
        path,
        () -> {
          try (GgufFile file = GgufFile.open(path)) {
            return of(path, file);
          }
        });
  }

  private static BenchedModel of(Path path, GgufFile file) {
    Map<TensorType, Long> weights = new EnumMap<>(TensorType.class);
    long bytes = 0;
    long parameters = 0;
    for (Tensor tensor : file.tensors().values()) {
      weights.merge(tensor.type(), tensor.elements(), Long::sum);
      bytes += tensor.bytes();
      parameters += tensor.elements();
    }
    String architecture =
        file.metadata().get("general.architecture").map(Object::toString).orElse("unknown");
    String most =
        weights.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey().name())
            .orElse("");
    return new BenchedModel(
        path, Printable.of(architecture + " " + most).strip(), bytes, parameters);
  }

  /** The number of parameters as people say it: {@code 1.24 B}. */
  String parametersText() {
    int unit = 0;
    double value = parameters;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f%s" : "%.2f%s", value, UNITS[unit]);
  }
}
