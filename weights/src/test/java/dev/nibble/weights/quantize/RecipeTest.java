package dev.nibble.weights.quantize;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.Material;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each tensor gets the type that its name and place in the model ask for. */
final class RecipeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"F16", "Q8_0", "Q4_K_M", "F32"})
  @DisplayName("what tensors will take is known before, from a header alone")
  void bytes(String name) throws IOException {
    Recipe recipe = Recipe.named(name);
    Path source = Material.bundledModel();
    Path made = folder.resolve("made.gguf");
    try (GgufFile file = GgufFile.open(source)) {
      new Quantizer(recipe, Importance.none(), 1).quantize(file, made, QuantizationListener.IGNORE);
    }
    try (GgufFile file = GgufFile.open(made);
        GgufFile header = GgufFile.openBeginning(source)) {
      assertEquals(
          file.tensors().values().stream().mapToLong(Tensor::bytes).sum(), recipe.bytes(header));
    }
  }

  @ParameterizedTest
  @CsvSource({"Q2_K_M, q2_k", "Q4_K_M, q4_k_m", "Q5_K_M, q5_k_m", "Q6_K, q6_k"})
  @DisplayName("a mixture has the types that llama.cpp gave each tensor of the same model")
  void asLlamaCpp(String recipe, String file) throws IOException {
    Path published = Material.shared("models/stories260K-pad256-" + file + ".gguf");
    try (GgufFile model = GgufFile.open(published)) {
      Map<String, TensorType> expected =
          model.tensors().values().stream().collect(toMap(Tensor::name, Tensor::type));

      assertEquals(expected, types(recipe, model));
    }
  }

  @Test
  @DisplayName("Q4_K_M gives six bits to values and down projections of some of 32 layers")
  void places() throws IOException {
    try (GgufFile model = model(32, 256)) {
      Map<String, TensorType> types = types("Q4_K_M", model);

      List<Integer> sixBits =
          IntStream.range(0, 32)
              .filter(l -> types.get("blk." + l + ".ffn_down.weight") == TensorType.Q6_K)
              .boxed()
              .toList();
      assertEquals(List.of(0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31), sixBits);
      assertEquals(TensorType.Q6_K, types.get("blk.6.attn_v.weight"));
      assertEquals(TensorType.Q4_K, types.get("blk.7.attn_v.weight"));
      assertEquals(TensorType.Q6_K, types.get("output.weight"));
      assertEquals(TensorType.Q4_K, types.get("token_embd.weight"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Q2_K, Q4_0",
    "Q3_K, Q4_0",
    "Q4_K, Q5_0",
    "Q5_K, Q5_1",
    "Q6_K, Q8_0",
    "IQ4_XS, IQ4_NL"
  })
  @DisplayName("rows of 64 take no blocks of 256: the next type with blocks of 32 does")
  void fallback(String recipe, TensorType expected) throws IOException {
    try (GgufFile model = model(1, 64)) {
      TensorPlan plan = plan(recipe, model, "blk.0.attn_q.weight");

      assertEquals(expected, plan.type());
      assertEquals(recipe, plan.wanted().name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Q8_0", "Q4_K", "Q3_K_M", "IQ4_XS"})
  @DisplayName("rows of 20 take no blocks at all and become F16")
  void noBlocks(String recipe) throws IOException {
    try (GgufFile model = model(1, 20)) {
      assertEquals(TensorType.F16, plan(recipe, model, "blk.0.attn_q.weight").type());
    }
  }

  @Test
  @DisplayName("norms, biases and routers stay as they are")
  void kept() throws IOException {
    try (GgufFile model = model(1, 256)) {
      Map<String, TensorType> types = types("Q4_0", model);

      for (String name :
          List.of("blk.0.attn_norm.weight", "blk.0.attn_q.bias", "blk.0.ffn_gate_inp.weight")) {
        assertEquals(TensorType.F32, types.get(name), name);
      }
    }
  }

  @Test
  @DisplayName("an unknown type is refused with the names of those that there are")
  void unknown() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Recipe.named("Q4_7"));

    assertTrue(e.getMessage().startsWith("there is no type Q4_7 to quantize to"), e.getMessage());
    for (String name : List.of("F16", "Q8_0", "IQ4_NL", "Q4_K_M", "Q3_K_L")) {
      assertTrue(e.getMessage().contains(name), name);
    }
  }

  private static Map<String, TensorType> types(String recipe, GgufFile model) {
    return Recipe.named(recipe).plan(model).stream()
        .collect(toMap(plan -> plan.tensor().name(), TensorPlan::type));
  }

  private static TensorPlan plan(String recipe, GgufFile model, String tensor) {
    return Recipe.named(recipe).plan(model).stream()
        .filter(plan -> plan.tensor().name().equals(tensor))
        .findFirst()
        .orElseThrow();
  }

  /** A model with an output matrix of its own and two rows in each matrix, all zero. */
  private GgufFile model(int layers, long columns) throws IOException {
    GgufWriter writer = new GgufWriter();
    for (String name : List.of("token_embd.weight", "output.weight")) {
      add(writer, name, List.of(columns, 2L));
    }
    for (int layer = 0; layer < layers; layer++) {
      String block = "blk." + layer + ".";
      add(writer, block + "attn_norm.weight", List.of(columns));
      add(writer, block + "attn_q.bias", List.of(columns));
      add(writer, block + "ffn_gate_inp.weight", List.of(columns, 2L));
      for (String name : List.of("attn_q", "attn_k", "attn_v", "ffn_down")) {
        add(writer, block + name + ".weight", List.of(columns, 2L));
      }
    }
    Path file = folder.resolve("model.gguf");
    writer.write(file);
    return GgufFile.open(file);
  }

  private static void add(GgufWriter writer, String name, List<Long> shape) {
    int elements = shape.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
    writer.add(name, TensorType.F32, shape, () -> MemorySegment.ofArray(new byte[4 * elements]));
  }
}
