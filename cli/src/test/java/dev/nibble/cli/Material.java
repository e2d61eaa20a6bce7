package dev.nibble.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Model files for commands to work on. */
final class Material {
  private Material() {}

  /** The folder of the repository. */
  static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(path -> Files.exists(path.resolve("mvnw")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("run the tests inside the repository"));
  }

  /** The model that is a part of the repository: 512 tokens, a context of 512 positions. */
  static Path bundledModel() {
    return root().resolve("models/stories260K-pad32-f16.gguf");
  }

  /** A file of the shared material; skips the test where that is absent. */
  static Path shared(String name) {
    String home = System.getProperty("nibble.shared", System.getenv("NIBBLE_SHARED"));
    Path shared = home == null ? root().resolveSibling("shared") : Path.of(home);
    Path file = shared.resolve("material").resolve(name);
    if (!Files.exists(file)) {
      String reason = file + " is not here; set NIBBLE_SHARED to its home";
      System.out.println("Skipped: " + reason); // Surefire keeps reasons to its reports.
      abort(reason);
    }
    return file;
  }

  /** A model file whose tensor data stops half way. */
  static Path damagedModel(Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(bundledModel());
    return Files.write(folder.resolve("damaged.gguf"), Arrays.copyOf(whole, whole.length / 2));
  }

  /** The bundled model's metadata in a file without tensors. */
  static Path vocabularyOnly(Path folder) throws IOException {
    try (GgufFile bundled = GgufFile.open(bundledModel())) {
      return write(folder.resolve("vocabulary.gguf"), new GgufWriter().putAll(bundled.metadata()));
    }
  }

  /** The bundled model with some metadata of its own. */
  static Path modelWith(Path folder, Map<String, MetadataValue> extra) throws IOException {
    try (GgufFile bundled = GgufFile.open(bundledModel())) {
      GgufWriter writer = new GgufWriter().putAll(bundled.metadata());
      bundled.tensors().values().forEach((Tensor tensor) -> writer.add(tensor));
      extra.forEach(writer::put);
      return write(folder.resolve("changed.gguf"), writer);
    }
  }

  /** The bundled model with another text for one token. */
  static Path modelWithToken(Path folder, int id, String text) throws IOException {
    String key = "tokenizer.ggml.tokens";
    String[] texts;
    try (GgufFile bundled = GgufFile.open(bundledModel())) {
      MetadataArray tokens = ((ArrayValue) bundled.metadata().asMap().get(key)).elements();
      texts = IntStream.range(0, (int) tokens.size()).mapToObj(tokens::text).toArray(String[]::new);
    }
    texts[id] = text;
    return modelWith(folder, Map.of(key, new ArrayValue(MetadataArray.ofStrings(List.of(texts)))));
  }

  private static Path write(Path file, GgufWriter writer) throws IOException {
    writer.write(file);
    return file;
  }
}
