package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.TestModels;
import dev.nibble.tokenizer.Vocabulary;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.Metadata;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.quantize.Importance;
import dev.nibble.weights.quantize.QuantizationListener;
import dev.nibble.weights.quantize.Quantizer;
import dev.nibble.weights.quantize.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model against itself, against fewer bits of itself, and against strangers. */
final class ComparisonTest {
  private static final String STORY =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
      One day, she saw a big, red ball. She wanted to play with it, but it was too high. Lily's mom \
      said, "Lily, let's go to the park." Lily was sad and didn't know what to do.
      """;

  @TempDir private static Path folder;
  private static Engine original;
  private static Engine fourBits;

  @BeforeAll
  static void load() throws IOException {
    original = Engine.load(TestModels.bundled());
    Path quantized = folder.resolve("q4_0.gguf");
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      new Quantizer(Recipe.named("q4_0"), Importance.none(), 1)
          .quantize(file, quantized, QuantizationListener.IGNORE);
    }
    fourBits = Engine.load(quantized);
  }

  @AfterAll
  static void unload() {
    original.close();
    fourBits.close();
  }

  private static List<ModelComparison> compare(Engine first, Engine second, int context) {
    return new Comparison(
            List.of(new ComparedModel("first", first), new ComparedModel("second", second)),
            context)
        .run(STORY, 2, ComparisonListener.IGNORE);
  }

  /** The bundled model with another value under a key. */
  private static Engine changed(String key, MetadataValue value) throws IOException {
    Path path = folder.resolve("changed.gguf");
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      GgufWriter writer = new GgufWriter().putAll(file.metadata());
      file.tensors().values().forEach(writer::add);
      writer.put(key, value);
      writer.write(path);
    }
    return Engine.load(path);
  }

  @Test
  @DisplayName("a model agrees with itself everywhere, to the last bit")
  void againstItself() {
    List<ModelComparison> results = compare(original, original, 32);
    assertEquals(Divergence.NONE, results.getFirst().divergence());
    assertEquals(Divergence.NONE, results.getLast().divergence());
    assertEquals(results.getFirst().perplexity().nll(), results.getLast().perplexity().nll());
  }

  @Test
  @DisplayName("each model has the perplexity that it has alone, to the last bit")
  void perplexityIsThatOfEachAlone() {
    for (ModelComparison result : compare(original, fourBits, 32)) {
      Engine engine = result.name().equals("first") ? original : fourBits;
      PerplexityResult alone =
          new Perplexity(engine, 32).evaluate(STORY, 2, PerplexityListener.IGNORE);
      assertEquals(alone.nll(), result.perplexity().nll());
      assertEquals(alone.nllStandardError(), result.perplexity().nllStandardError());
      assertEquals(alone.scoredTokens(), result.perplexity().scoredTokens());
    }
  }

  @Test
  @DisplayName("four bits are told from sixteen, and the smaller numbers stand before the greater")
  void againstFourBits() {
    Divergence divergence = compare(original, fourBits, 64).getLast().divergence();
    assertTrue(divergence.mean() > 0.01 && divergence.mean() < 1, () -> "" + divergence);
    assertTrue(divergence.standardError() > 0, () -> "" + divergence);
    assertTrue(divergence.median() < divergence.p99(), () -> "" + divergence);
    assertTrue(divergence.p99() < divergence.max(), () -> "" + divergence);
    assertTrue(
        divergence.topAgreement() > 0.5 && divergence.topAgreement() < 1, () -> "" + divergence);
  }

  @Test
  @DisplayName("the models take turns, a chunk each")
  void takesTurns() {
    List<String> heard = new ArrayList<>();
    new Comparison(List.of(new ComparedModel("a", original), new ComparedModel("b", fourBits)), 32)
        .run(STORY, 2, (name, chunk, total) -> heard.add(name + chunk + "/" + total));
    assertEquals(List.of("a0/2", "b0/2", "a1/2", "b1/2"), heard);
  }

  @Test
  @DisplayName("models that split the text into other tokens are refused, both by name")
  void otherTokens() throws IOException {
    // Without the blank that the model puts in front, the text begins with another token.
    try (Engine stranger = changed("tokenizer.ggml.add_space_prefix", MetadataValue.bool(false))) {
      IncomparableModelsException e =
          assertThrows(IncomparableModelsException.class, () -> compare(original, stranger, 32));
      assertTrue(
          e.getMessage().startsWith("first and second cannot be compared: token 1 of the text is "),
          e::getMessage);
    }
  }

  /** The bundled model without the last of its 512 tokens, which no text has. */
  private static Path smallerVocabulary() throws IOException {
    int size = 511;
    Path path = folder.resolve("smaller.gguf");
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      Metadata metadata = file.metadata();
      Vocabulary vocabulary = Vocabulary.from(metadata);
      float[] scores = new float[size];
      int[] types = new int[size];
      List<String> texts = new ArrayList<>();
      MetadataArray declaredTypes = metadata.integers("tokenizer.ggml.token_type").orElseThrow();
      for (int id = 0; id < size; id++) {
        texts.add(vocabulary.text(id));
        scores[id] = vocabulary.score(id);
        types[id] = (int) declaredTypes.integer(id);
      }
      GgufWriter writer =
          new GgufWriter()
              .putAll(metadata)
              .put("tokenizer.ggml.tokens", MetadataValue.array(MetadataArray.ofStrings(texts)))
              .put("tokenizer.ggml.scores", MetadataValue.array(MetadataArray.ofFloats(scores)))
              .put("tokenizer.ggml.token_type", MetadataValue.array(MetadataArray.ofInts(types)));
      for (Tensor tensor : file.tensors().values()) {
        if (tensor.name().equals("token_embd.weight")) {
          List<Long> shape = List.of(tensor.columns(), (long) size);
          writer.add(
              tensor.name(),
              tensor.type(),
              shape,
              () -> tensor.data().asSlice(0, size * tensor.type().rowBytes(tensor.columns())));
        } else {
          writer.add(tensor);
        }
      }
      writer.write(path);
    }
    return path;
  }

  @Test
  @DisplayName("models whose vocabularies differ in size are refused, both by name")
  void otherVocabulary() throws IOException {
    try (Engine stranger = Engine.load(smallerVocabulary())) {
      IncomparableModelsException e =
          assertThrows(IncomparableModelsException.class, () -> compare(original, stranger, 32));
      assertEquals(
          "first and second cannot be compared: their vocabularies have 512 and 511 tokens;"
              + " take models with one tokenizer",
          e.getMessage());
    }
  }

  @Test
  @DisplayName("a window that one of the models has no room for is refused with its name")
  void contextOfEach() throws IOException {
    try (Engine narrow =
        Engine.load(TestModels.bundled(), EngineOptions.defaults().withContextLength(16))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> compare(original, narrow, 32));
      assertTrue(
          e.getMessage().startsWith("second: a context of 32 tokens, but the model's has 16"),
          e::getMessage);
    }
  }

  @Test
  @DisplayName("one model alone is no comparison")
  void needsTwo() {
    List<ComparedModel> one = List.of(new ComparedModel("a", original));
    assertThrows(IllegalArgumentException.class, () -> new Comparison(one, 32));
  }

  @Test
  @DisplayName("a quarter of the size at 0.9 of the quality is 3.6 times as efficient")
  void compression() {
    Compression compression = Compression.of(400, 100, 9, 10);
    assertEquals(4, compression.ratio());
    assertEquals(0.9, compression.quality());
    assertEquals(3.6, compression.efficiency(), 1e-12);
  }
}
