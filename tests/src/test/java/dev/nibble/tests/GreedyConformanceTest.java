package dev.nibble.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Greedy text against that of other implementations, token for token, with both kernels. */
final class GreedyConformanceTest {
  private static final List<KernelChoice> KERNELS =
      List.of(KernelChoice.SCALAR, KernelChoice.VECTOR);

  private static Stream<Arguments> withBothKernels(List<GreedyCase> cases) {
    return cases.stream()
        .flatMap(expected -> KERNELS.stream().map(kernels -> Arguments.of(kernels, expected)));
  }

  static Stream<Arguments> bundled() throws IOException {
    List<GreedyCase> cases = new ArrayList<>(GreedyCase.read(resource("greedy.jsonl")));
    cases.addAll(GreedyCase.read(resource("greedy-float.jsonl")));
    return withBothKernels(cases);
  }

  private static BufferedReader resource(String name) {
    return new BufferedReader(
        new InputStreamReader(
            Objects.requireNonNull(
                GreedyConformanceTest.class.getResourceAsStream("/expected/" + name), name),
            UTF_8));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("bundled")
  void theBundledModelWritesTheExpectedText(KernelChoice kernels, GreedyCase expected)
      throws IOException {
    assertContinuation(Material.bundledModel(), kernels, expected);
  }

  /** What llama.cpp and exact arithmetic agree on: weights that it does not quantize further. */
  static Stream<Arguments> floatModels() throws IOException {
    return withBothKernels(
        shared("expected/greedy.jsonl").stream()
            .filter(row -> row.model().endsWith("f32.gguf") || row.model().endsWith("-f16.gguf"))
            .toList());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("floatModels")
  void floatModelsWriteWhatLlamaCppWrites(KernelChoice kernels, GreedyCase expected)
      throws IOException {
    assertContinuation(model(expected), kernels, expected);
  }

  /** Every model of the shared material, against float64 on the weights as stored. */
  static Stream<Arguments> allModels() throws IOException {
    return withBothKernels(shared("expected/greedy-float.jsonl"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("allModels")
  void everyTypeFollowsExactArithmeticOnTheStoredWeights(KernelChoice kernels, GreedyCase expected)
      throws IOException {
    assertContinuation(model(expected), kernels, expected);
  }

  private static List<GreedyCase> shared(String name) throws IOException {
    return GreedyCase.read(Files.newBufferedReader(Material.shared(name)));
  }

  private static Path model(GreedyCase expected) {
    return Material.shared("models/" + expected.model());
  }

  private static void assertContinuation(Path path, KernelChoice kernels, GreedyCase expected)
      throws IOException {
    GenerationRequest request =
        GenerationRequest.of(expected.prompt())
            .withMaxTokens(expected.ids().size())
            .withIgnoreEos(true);
    try (Engine engine = Engine.load(path, EngineOptions.defaults().withKernels(kernels));
        Session session = engine.newSession()) {
      Generation generation = session.generate(request, TextListener.IGNORE);
      assertEquals(expected.promptIds(), generation.promptIds());
      assertEquals(expected.ids(), generation.ids());
    }
  }
}
