package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.tokenizer.EncodeOptions;
import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import dev.nibble.weights.quantize.Calibration;
import dev.nibble.weights.quantize.Importance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bundled model's weights are driven by, over a story. */
final class ImportanceCollectorTest {
  private static final String STORY =
      """
      Once upon a time, there was a little girl named Lily. She loved to play outside in the park. \
      One day, she saw a big, red ball. She wanted to play with it, but it was too high. Lily's mom \
      said, "Lily, let's go to the park." Lily was sad and didn't know what to do.
      """;
  private static final int BOS = 1;
  private static final int CONTEXT = 24;

  @TempDir Path folder;

  private static ImportanceResult collect(EngineOptions options, int maxChunks) throws IOException {
    try (ImportanceCollector collector =
        ImportanceCollector.load(TestModels.bundled(), options, CONTEXT)) {
      return collector.collect("story", STORY, maxChunks, ImportanceListener.IGNORE);
    }
  }

  /** Each token of each window in turn, all squares of a channel in a list. */
  private static Map<String, List<List<Double>>> naive(int chunks) throws IOException {
    Map<String, List<List<Double>>> squares = new HashMap<>();
    try (Engine engine =
            Engine.load(
                TestModels.bundled(),
                EngineOptions.defaults(),
                (weights, x, tokens) -> {
                  int columns = weights.columns();
                  List<List<Double>> channels =
                      squares.computeIfAbsent(weights.name(), _ -> new ArrayList<>());
                  for (int i = 0; i < tokens * columns; i++) {
                    if (channels.size() < columns) {
                      channels.add(new ArrayList<>());
                    }
                    channels.get(i % columns).add(Math.pow(x[i], 2));
                  }
                });
        Session session = engine.newSession()) {
      int[] tokens = engine.tokenizer().encode(STORY, new EncodeOptions(true, false));
      for (int chunk = 0; chunk < chunks; chunk++) {
        int[] window = Arrays.copyOfRange(tokens, chunk * CONTEXT, (chunk + 1) * CONTEXT);
        window[0] = BOS;
        session.logits(window, (_, _, _) -> {});
      }
    }
    return squares;
  }

  /** The bundled model has channels that are padding: always 0. They keep a little weight. */
  private static float[] means(List<List<Double>> channels) {
    double[] means =
        channels.stream()
            .mapToDouble(squares -> squares.stream().mapToDouble(x -> x).average().orElseThrow())
            .toArray();
    double least = 1e-6 * Arrays.stream(means).average().orElseThrow();
    float[] factors = new float[means.length];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) Math.max(means[i], least);
    }
    return factors;
  }

  @Test
  @DisplayName("each factor is the mean square of a channel over all tokens of all windows")
  void means() throws IOException {
    Map<String, List<List<Double>>> expected = naive(2);
    Importance importance = collect(EngineOptions.defaults(), 2).importance();

    assertEquals(expected.keySet(), importance.tensors());
    for (String tensor : importance.tensors()) {
      List<List<Double>> channels = expected.get(tensor);
      assertEquals(2 * CONTEXT, channels.getFirst().size(), tensor);
      assertClose(means(channels), importance.of(tensor), 1e-6, tensor);
    }
  }

  private static void assertClose(float[] expected, float[] actual, double relative, String what) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], relative * expected[i], what + ", channel " + i);
    }
  }

  @Test
  @DisplayName("scalar and vector kernels see the same")
  void kernels() throws IOException {
    EngineOptions options = EngineOptions.defaults();
    Importance scalar = collect(options.withKernels(KernelChoice.SCALAR), 0).importance();
    Importance vector = collect(options.withKernels(KernelChoice.VECTOR), 0).importance();

    assertEquals(scalar.tensors(), vector.tensors());
    for (String tensor : scalar.tensors()) {
      assertClose(scalar.of(tensor), vector.of(tensor), 1e-5, tensor);
    }
  }

  @Test
  @DisplayName("the file counts every token for every matrix of the model, the output among them")
  void file() throws IOException {
    ImportanceResult result = collect(EngineOptions.defaults(), 0);
    Path path = folder.resolve("story.gguf");
    result.importance().write(path);

    assertEquals(result.run().chunks(), result.run().totalChunks());
    assertEquals(
        new Calibration(List.of("story"), result.run().chunks(), CONTEXT),
        Importance.read(path).calibration());
    try (GgufFile model = GgufFile.open(TestModels.bundled());
        GgufFile file = GgufFile.open(path)) {
      int matrices = 0;
      for (Tensor tensor : model.tensors().values()) {
        if (tensor.shape().size() == 2) {
          matrices++;
          Tensor counts = file.require(tensor.name() + ".counts", List.of(1L, 1L));
          assertArrayEquals(
              new float[] {result.run().tokens()},
              BlockFormat.of(counts.type()).orElseThrow().dequantize(counts));
          file.require(tensor.name() + ".in_sum2", List.of(tensor.columns(), 1L));
        }
      }
      assertEquals(2 * matrices, file.tensors().size());
    }
  }

  @Test
  @DisplayName("a second collection begins from nothing, and each window is announced")
  void again() throws IOException {
    List<ImportanceProgress> shown = new ArrayList<>();
    try (ImportanceCollector collector =
        ImportanceCollector.load(TestModels.bundled(), EngineOptions.defaults(), CONTEXT)) {
      ImportanceResult first = collector.collect("story", STORY, 3, ImportanceListener.IGNORE);
      ImportanceResult second = collector.collect("story", STORY, 3, shown::add);

      for (String tensor : first.importance().tensors()) {
        assertArrayEquals(first.importance().of(tensor), second.importance().of(tensor), tensor);
      }
      assertEquals(second.run(), shown.getLast());
    }
    assertEquals(List.of(1, 2, 3), shown.stream().map(ImportanceProgress::chunks).toList());
    assertTrue(shown.stream().allMatch(progress -> progress.totalChunks() == 3));
  }

  @Test
  @DisplayName("speed counts every token of a window")
  void speed() {
    assertEquals(1024, new ImportanceProgress(4, 8, 512, 2_000_000_000).tokensPerSecond());
    assertEquals(0, new ImportanceProgress(0, 8, 512, 0).tokensPerSecond());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 513})
  @DisplayName("a window has two tokens or more, and as many as the model has positions at most")
  void contexts(int context) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ImportanceCollector.load(TestModels.bundled(), EngineOptions.defaults(), context));

    assertTrue(e.getMessage().startsWith("a context of " + context + " tokens, "), "" + e);
  }

  @Test
  @DisplayName("a text shorter than a window and fewer than no chunks are refused")
  void refused() throws IOException {
    try (ImportanceCollector collector =
        ImportanceCollector.load(TestModels.bundled(), EngineOptions.defaults(), CONTEXT)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> collector.collect("short", "Once upon", 0, ImportanceListener.IGNORE));
      assertThrows(
          IllegalArgumentException.class,
          () -> collector.collect("story", STORY, -1, ImportanceListener.IGNORE));
    }
  }
}
