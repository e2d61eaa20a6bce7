package dev.nibble.engine;

import dev.nibble.tokenizer.TokenType;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The bundled model with other numbers. */
public final class ChangedModels {
  private ChangedModels() {}

  /** All layers see a few positions alone. */
  static Path withWindows(Path folder, int positions) throws IOException {
    Path model = folder.resolve("windows.gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      GgufWriter writer = new GgufWriter();
      bundled
          .metadata()
          .asMap()
          .forEach((key, value) -> writer.put(key.replaceFirst("^llama\\.", "mistral."), value));
      bundled.tensors().values().forEach(writer::add);
      writer
          .put("general.architecture", MetadataValue.string("mistral"))
          .put("mistral.attention.sliding_window", MetadataValue.uint32(positions))
          .write(model);
    }
    return model;
  }

  /** The vocabulary has no tokens of single bytes, so that it cannot write all characters. */
  static Path withoutBytes(Path folder) throws IOException {
    Path model = folder.resolve("no-bytes.gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      GgufWriter writer = new GgufWriter().putAll(bundled.metadata());
      bundled.tensors().values().forEach(writer::add);
      int[] types = new int[512];
      Arrays.fill(types, TokenType.NORMAL.id());
      Arrays.fill(types, 0, 259, TokenType.CONTROL.id());
      writer
          .put("tokenizer.ggml.token_type", MetadataValue.array(MetadataArray.ofInts(types)))
          .write(model);
    }
    return model;
  }

  /**
   * The first layers alone.
   *
   * @param folder where the model is written
   * @param layers how many
   * @return its file
   */
  public static Path withLayers(Path folder, int layers) throws IOException {
    Path model = folder.resolve("short.gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      GgufWriter writer = new GgufWriter().putAll(bundled.metadata());
      bundled.tensors().values().stream()
          .filter(tensor -> !tensor.name().startsWith("blk.") || layer(tensor.name()) < layers)
          .forEach(writer::add);
      writer.put("llama.block_count", MetadataValue.uint32(layers)).write(model);
    }
    return model;
  }

  private static int layer(String name) {
    return Integer.parseInt(name.replaceFirst("^blk\\.(\\d+)\\..*", "$1"));
  }
}
