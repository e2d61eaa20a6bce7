package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.engine.sampling.TokenHistory;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.GgufWriter;
import dev.nibble.weights.MetadataArray;
import dev.nibble.weights.MetadataValue;
import dev.nibble.weights.MetadataValue.ArrayValue;
import dev.nibble.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bundled model guesses for itself, and is wrong where a token is drawn. */
final class DraftModelTest {
  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time").withMaxTokens(120).withIgnoreEos(true);

  private static final String TOKENS = "tokenizer.ggml.tokens";

  private static Engine engine;

  @TempDir private Path folder;

  @BeforeAll
  static void load() throws IOException {
    engine = load(KernelChoice.SCALAR);
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static Engine load(KernelChoice kernels) throws IOException {
    return Engine.load(TestModels.bundled(), EngineOptions.defaults().withKernels(kernels));
  }

  private static Generation generate(Engine target, GenerationRequest request, Drafter drafter) {
    try (Session session = target.newSession()) {
      return session.generate(request, TextListener.IGNORE, drafter);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SCALAR", "VECTOR"})
  @DisplayName("the text is the same, most likely or drawn")
  void same(KernelChoice kernels) throws IOException {
    try (Engine target = load(kernels);
        DraftModel drafter = new DraftModel(engine, target)) {
      for (SamplingOptions sampling :
          List.of(SamplingOptions.greedy(), SamplingOptions.random(1, 7))) {
        GenerationRequest request = STORY.withSampling(sampling);
        Generation expected = generate(target, request, Drafter.NONE);
        Generation drafted = generate(target, request, drafter);
        assertEquals(expected.ids(), drafted.ids());
        assertEquals(expected.text(), drafted.text());
      }
    }
  }

  @Test
  @DisplayName("its guesses are the most likely tokens: the text itself, where that is so chosen")
  void right() {
    try (DraftModel drafter = new DraftModel(engine, engine)) {
      Generation greedy = generate(engine, STORY, drafter);
      assertEquals(1, greedy.meters().acceptanceRate());
      assertTrue(greedy.meters().acceptedTokens() > 100);
    }
  }

  @Test
  @DisplayName("a token that was guessed wrong is forgotten")
  void forgets() {
    try (DraftModel drafter = new DraftModel(engine, engine)) {
      GenerationRequest drawn = STORY.withSampling(SamplingOptions.random(1, 7));
      Generation text = generate(engine, drawn, drafter);
      double rate = text.meters().acceptanceRate();
      assertTrue(rate > 0.2 && rate < 0.95, () -> "accepted " + rate);
      try (DraftModel fresh = new DraftModel(engine, engine)) {
        for (int length : new int[] {40, 90, 60, 61, 3}) {
          List<Integer> beginning = text.ids().subList(0, length);
          assertEquals(guess(fresh, beginning), guess(drafter, beginning), "behind " + length);
        }
      }
    }
  }

  private static List<Integer> guess(Drafter drafter, List<Integer> ids) {
    TokenHistory history = new TokenHistory();
    ids.forEach(history::add);
    int[] out = new int[8];
    int count = drafter.draft(history, 6, out, 2);
    assertEquals(6, count);
    return Arrays.stream(out, 2, 8).boxed().toList();
  }

  @Test
  @DisplayName("past its own context it guesses nothing, and the text goes on")
  void shortContext() throws IOException {
    EngineOptions options = EngineOptions.defaults().withContextLength(50);
    try (Engine small = Engine.load(TestModels.bundled(), options);
        DraftModel drafter = new DraftModel(small, engine)) {
      Generation drafted = generate(engine, STORY, drafter);
      assertEquals(generate(engine, STORY, Drafter.NONE).ids(), drafted.ids());
      int accepted = drafted.meters().acceptedTokens();
      assertTrue(accepted > 20 && accepted <= 50, () -> accepted + " tokens");
    }
  }

  @Test
  @DisplayName("without memory of its own it guesses nothing, and the text goes on")
  void shortMemory() throws IOException {
    EngineOptions options =
        EngineOptions.defaults().withKvMemoryBytes(2 * engine.kvMeters().blockBytes());
    try (Engine small = Engine.load(TestModels.bundled(), options);
        DraftModel drafter = new DraftModel(small, engine)) {
      Generation drafted = generate(engine, STORY, drafter);
      assertEquals(generate(engine, STORY, Drafter.NONE).ids(), drafted.ids());
      assertTrue(drafted.meters().acceptedTokens() > 10);
    }
  }

  @Test
  @DisplayName("a vocabulary with another token is refused with both")
  void otherToken() throws IOException {
    Path other =
        write(texts -> {
          String[] changed = texts.toArray(String[]::new);
          changed[403] = "Twice";
          return List.of(changed);
        });
    assertRefused(other, "token 403 of the draft model is 'Twice', expected '\u2581Once'");
  }

  @Test
  @DisplayName("a vocabulary of another size is refused with both sizes")
  void otherSize() throws IOException {
    assertRefused(write(texts -> texts.subList(0, 500)), "500 tokens, expected the 512");
  }

  private static void assertRefused(Path file, String complaint) throws IOException {
    try (Engine other = Engine.load(file)) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new DraftModel(other, engine));
      assertTrue(e.getMessage().contains(complaint), e.getMessage());
    }
  }

  /** The bundled model with another vocabulary, of as many tokens or fewer. */
  private Path write(Function<List<String>, List<String>> change) throws IOException {
    Path target = folder.resolve("other.gguf");
    try (GgufFile bundled = GgufFile.open(TestModels.bundled())) {
      Map<String, MetadataValue> metadata = new LinkedHashMap<>(bundled.metadata().asMap());
      MetadataArray texts = ((ArrayValue) metadata.get(TOKENS)).elements();
      List<String> changed =
          change.apply(IntStream.range(0, (int) texts.size()).mapToObj(texts::string).toList());
      int size = changed.size();
      metadata.put(TOKENS, new ArrayValue(MetadataArray.ofStrings(changed)));
      metadata.computeIfPresent("tokenizer.ggml.scores", (_, value) -> firstFloats(value, size));
      metadata.computeIfPresent("tokenizer.ggml.token_type", (_, value) -> firstInts(value, size));
      GgufWriter writer = new GgufWriter();
      metadata.forEach(writer::put);
      for (Tensor tensor : bundled.tensors().values()) {
        writer.add(tensor.name().equals("token_embd.weight") ? tensor.slice(0, size) : tensor);
      }
      writer.write(target);
    }
    return target;
  }

  private static MetadataValue firstFloats(MetadataValue value, int count) {
    MetadataArray all = ((ArrayValue) value).elements();
    float[] first = new float[count];
    for (int i = 0; i < count; i++) {
      first[i] = (float) all.floating(i);
    }
    return new ArrayValue(MetadataArray.ofFloats(first));
  }

  private static MetadataValue firstInts(MetadataValue value, int count) {
    MetadataArray all = ((ArrayValue) value).elements();
    int[] first = IntStream.range(0, count).map(i -> (int) all.integer(i)).toArray();
    return new ArrayValue(MetadataArray.ofInts(first));
  }
}
