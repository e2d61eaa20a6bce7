package dev.nibble.weights.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufFormatException;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.Layouts;
import dev.nibble.weights.Material;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model goes in, a smaller one comes out, or nothing does. */
final class QuantizerTest {
  private static final String TENSOR = "blk.0.attn_q.weight";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"f16", "bf16", "q8_0", "q4_0", "q4_1", "q5_0"})
  @DisplayName("each tensor of the shared model has the bytes that llama.cpp made")
  void asLlamaCpp(String type) throws IOException {
    Path f32 = Material.shared("models/stories260K-pad32-f32.gguf");
    Path theirs = Material.shared("models/stories260K-pad32-" + type + ".gguf");
    Path ours = folder.resolve("ours.gguf");

    quantize(f32, ours, type);

    try (GgufFile expected = GgufFile.open(theirs);
        GgufFile found = GgufFile.open(ours)) {
      assertEquals(expected.tensors().keySet(), found.tensors().keySet());
      for (Tensor tensor : expected.tensors().values()) {
        Tensor made = found.tensor(tensor.name()).orElseThrow();
        assertEquals(tensor.type(), made.type(), tensor.name());
        assertEquals(-1, tensor.data().mismatch(made.data()), tensor.name());
      }
    }
  }

  @Test
  @DisplayName("the file says what it is, and keeps all else that the original said")
  void metadata() throws IOException {
    Path ours = folder.resolve("ours.gguf");

    quantize(Material.bundledModel(), ours, "Q4_0");

    try (GgufFile from = GgufFile.open(Material.bundledModel());
        GgufFile to = GgufFile.open(ours)) {
      Metadata metadata = to.metadata();
      assertEquals(2, metadata.integer("general.file_type", 0, 99).orElseThrow());
      assertEquals(2, metadata.integer("general.quantization_version", 0, 99).orElseThrow());
      from.metadata()
          .asMap()
          .forEach((key, value) -> {
            if (!key.startsWith("general.")) {
              assertEquals(value.toString(), metadata.get(key).orElseThrow().toString(), key);
            }
          });
    }
  }

  @Test
  @DisplayName("one thread and five make the same bytes and the same report")
  void threads() throws IOException {
    Path one = folder.resolve("one.gguf");
    Path five = folder.resolve("five.gguf");

    List<QuantizedTensor> byOne = quantize(Material.bundledModel(), one, "Q4_1", 1).tensors();
    List<QuantizedTensor> byFive = quantize(Material.bundledModel(), five, "Q4_1", 5).tensors();

    assertEquals(byOne, byFive);
    assertEquals(-1, Files.mismatch(one, five));
  }

  @Test
  @DisplayName("the report gives the error that reading the new file shows")
  void errors() throws IOException {
    Path ours = folder.resolve("ours.gguf");

    QuantizationReport report = quantize(Material.bundledModel(), ours, "Q4_0");

    try (GgufFile from = GgufFile.open(Material.bundledModel());
        GgufFile to = GgufFile.open(ours)) {
      for (QuantizedTensor tensor : report.tensors()) {
        float[] before = floats(from, tensor.name());
        float[] after = floats(to, tensor.name());
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
          sum += Math.pow((double) before[i] - after[i], 2);
        }
        assertEquals(sum / before.length, tensor.error().measured(), 1e-9 * sum, tensor.name());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Q8_0, 8", "Q4_0, 4", "Q5_0, 5"})
  @DisplayName("the two rules agree on groups that reach to -1 and fill what is not clipped")
  void rules(String type, int bits) throws IOException {
    float[] weights = random(64 * 256);
    float largestUnclipped = 1 - 0.5f / (1 << (bits - 1));
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= largestUnclipped;
    }
    for (int group = 0; group < weights.length; group += 32) {
      weights[group] = -1;
    }
    Path f32 = model(weights, 256);

    QuantizationError error =
        quantize(f32, folder.resolve("out.gguf"), type).tensors().getFirst().error();

    double textbook = 1 / (3 * Math.pow(4, bits));
    assertEquals(textbook, error.textbook(), 1e-6 * textbook);
    assertEquals(textbook, error.uniform(), 0.02 * textbook);
    assertEquals(textbook, error.measured(), 0.05 * textbook);
  }

  @Test
  @DisplayName("progress counts every weight, in the file's order")
  void progress() throws IOException {
    List<Long> seen = new ArrayList<>();
    try (GgufFile file = GgufFile.open(Material.bundledModel())) {
      new Quantizer(Recipe.named("Q8_0"), Importance.none(), 2)
          .quantize(
              file,
              folder.resolve("out.gguf"),
              (_, done, total) -> {
                assertEquals(279_232, total);
                seen.add(done);
              });
    }

    assertEquals(seen.stream().sorted().toList(), seen);
    assertEquals(279_232, seen.getLast());
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, Q4_0, has NaN in row 1\\, column 7\\, expected finite weights: the model is damaged",
    "Infinity, F32, has Infinity in row 1\\, column 7\\, expected finite weights",
    "NaN, F32, has NaN in row 1\\, column 7\\, expected finite weights: the model is damaged",
    "Infinity, Q8_0, has Infinity in row 1\\, column 7\\, expected finite weights",
    "-Infinity, Q4_K, has -Infinity in row 1\\, column 7\\, expected finite weights",
    "1e6, F16, has 1000000.0 in row 1\\, column 7\\, beyond the range of F16: take BF16 or F32",
    "-1e7, Q8_0, beyond the range of Q8_0: take BF16 or F32",
    "3e38, Q4_1, beyond the range of Q4_1: take BF16 or F32",
  })
  @DisplayName("a weight that cannot be stored ends in an error that names the tensor")
  void unusable(float weight, String type, String complaint) throws IOException {
    float[] weights = random(4 * 256);
    weights[256 + 7] = weight;
    Path f32 = model(weights, 256);
    Path target = Files.writeString(folder.resolve("out.gguf"), "what was there before");

    GgufFormatException e =
        assertThrows(GgufFormatException.class, () -> quantize(f32, target, type));

    assertTrue(e.reason().startsWith("tensor " + TENSOR + " "), e.getMessage());
    assertTrue(e.reason().contains(complaint.replace("\\", "")), e.getMessage());
    assertEquals("what was there before", Files.readString(target));
    assertEquals(List.of("model.gguf", "out.gguf"), names());
  }

  @Test
  @DisplayName("what was quantized before is not quantized again")
  void twice() throws IOException {
    Path small = folder.resolve("small.gguf");
    quantize(Material.bundledModel(), small, "Q8_0");

    GgufFormatException e =
        assertThrows(
            GgufFormatException.class,
            () -> quantize(small, folder.resolve("smaller.gguf"), "Q4_0"));

    assertTrue(
        e.reason()
            .endsWith(
                "is Q8_0 already, expected F32, F16 or BF16: quantize from the original"
                    + " model"),
        e.getMessage());
  }

  @Test
  @DisplayName(
      "what is asked to be quantized again keeps the values that were left, and those alone")
  void again() throws IOException {
    Path small = folder.resolve("small.gguf");
    Path wide = folder.resolve("wide.gguf");
    Path back = folder.resolve("back.gguf");
    quantize(Material.bundledModel(), small, "Q4_0");

    requantize(small, wide, "F32");
    QuantizationReport report = requantize(wide, back, "Q4_0");

    try (GgufFile from = GgufFile.open(small);
        GgufFile to = GgufFile.open(wide)) {
      assertArrayEquals(floats(from, TENSOR), floats(to, TENSOR));
    }
    assertEquals(
        0, report.tensors().stream().mapToDouble(tensor -> tensor.error().measured()).sum());
  }

  @Test
  @DisplayName("the model is never its own target")
  void onto() throws IOException {
    Path model = Files.copy(Material.bundledModel(), folder.resolve("model.gguf"));
    byte[] before = Files.readAllBytes(model);
    Path sameFile = folder.resolve("../" + folder.getFileName() + "/model.gguf");

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> quantize(model, sameFile, "Q4_0"));

    assertTrue(e.getMessage().contains("name another file"), e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(model));
  }

  @Test
  @DisplayName("a vocabulary alone is no model")
  void vocabulary() throws IOException {
    Path file = folder.resolve("vocabulary.gguf");
    new GgufWriter().put("general.architecture", MetadataValue.string("llama")).write(file);

    GgufFormatException e =
        assertThrows(
            GgufFormatException.class, () -> quantize(file, folder.resolve("out.gguf"), "Q8_0"));

    assertTrue(e.reason().contains("a vocabulary alone"), e.getMessage());
  }

  @Test
  @DisplayName("a part of a model is not quantized alone")
  void part() throws IOException {
    Path file = folder.resolve("part.gguf");
    try (GgufFile whole = GgufFile.open(Material.bundledModel())) {
      GgufWriter writer = new GgufWriter().putAll(whole.metadata());
      writer.put("split.count", MetadataValue.uint32(2));
      whole.tensors().values().forEach(writer::add);
      writer.write(file);
    }

    GgufFormatException e =
        assertThrows(
            GgufFormatException.class, () -> quantize(file, folder.resolve("out.gguf"), "Q8_0"));

    assertTrue(e.reason().contains("split.count"), e.getMessage());
  }

  @Test
  @DisplayName("an importance that knows none of the tensors is of another model")
  void otherImportance() throws IOException {
    LinkedHashMap<String, ChannelSquares> squares = new LinkedHashMap<>();
    squares.put("blk.77.attn_q.weight", ChannelSquares.of(new double[] {1, 2}, 3));
    Importance other = new Importance(new Calibration(List.of("text"), 1, 3), squares);
    try (GgufFile file = GgufFile.open(Material.bundledModel())) {
      Quantizer quantizer = new Quantizer(Recipe.named("Q4_0"), other, 1);

      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  quantizer.quantize(
                      file, folder.resolve("out.gguf"), QuantizationListener.IGNORE));

      assertTrue(e.getMessage().contains("blk.77.attn_q.weight"), e.getMessage());
    }
  }

  @Test
  @DisplayName("an end in the middle leaves nothing behind")
  void interrupted() throws IOException {
    Path target = folder.resolve("out.gguf");
    try (GgufFile file = GgufFile.open(Material.bundledModel())) {
      Quantizer quantizer = new Quantizer(Recipe.named("Q8_0"), Importance.none(), 2);

      assertThrows(
          IllegalStateException.class,
          () ->
              quantizer.quantize(
                  file,
                  target,
                  (_, done, total) -> {
                    if (done > total / 2) {
                      assertEquals(1, names().size(), "a temporary file is there");
                      throw new IllegalStateException("stop");
                    }
                  }));
    }

    assertFalse(Files.exists(target));
    assertEquals(List.of(), names());
  }

  private QuantizationReport quantize(Path source, Path target, String type) throws IOException {
    return quantize(source, target, type, 2);
  }

  private QuantizationReport quantize(Path source, Path target, String type, int threads)
      throws IOException {
    try (GgufFile file = GgufFile.open(source)) {
      return new Quantizer(Recipe.named(type), Importance.none(), threads)
          .quantize(file, target, QuantizationListener.IGNORE);
    }
  }

  private static QuantizationReport requantize(Path source, Path target, String type)
      throws IOException {
    try (GgufFile file = GgufFile.open(source)) {
      return Quantizer.requantizing(Recipe.named(type), 2)
          .quantize(file, target, QuantizationListener.IGNORE);
    }
  }

  private Path model(float[] weights, long columns) throws IOException {
    MemorySegment data = MemorySegment.ofArray(new byte[4 * weights.length]);
    MemorySegment.copy(weights, 0, data, Layouts.FLOAT32, 0, weights.length);
    Path file = folder.resolve("model.gguf");
    new GgufWriter()
        .put("general.architecture", MetadataValue.string("llama"))
        .add(TENSOR, TensorType.F32, List.of(columns, weights.length / columns), () -> data)
        .write(file);
    return file;
  }

  private static float[] random(int count) {
    SplittableRandom random = new SplittableRandom(5);
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextDouble(-1, 1);
    }
    return weights;
  }

  private static float[] floats(GgufFile file, String name) {
    Tensor tensor = file.tensor(name).orElseThrow();
    return BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
