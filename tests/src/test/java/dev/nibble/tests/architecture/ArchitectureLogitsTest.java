package dev.nibble.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A small random model of every architecture against llama.cpp on the same file. */
final class ArchitectureLogitsTest {
  @TempDir Path folder;

  static Stream<Arguments> modelsAndKernels() {
    return SmallModels.all().stream()
        .flatMap(model ->
            Stream.of(KernelChoice.SCALAR, KernelChoice.VECTOR)
                .map(kernels -> arguments(model, kernels)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("modelsAndKernels")
  @DisplayName("the logits of a whole prompt are llama.cpp's at every position")
  void wholePrompt(RandomModel model, KernelChoice kernels) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(model);
    int[] ids = ExpectedLogits.ids();
    Path file = model.writeTo(folder.resolve("model.gguf"));
    List<Integer> positions = new ArrayList<>();

    try (Engine engine = Engine.load(file, options(kernels));
        Session session = engine.newSession()) {
      session.logits(
          ids,
          (position, logits, offset) -> {
            positions.add(position);
            expected.requireAt(position, logits, offset);
          });
    }

    assertEquals(IntStream.range(0, ids.length).boxed().toList(), positions);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("modelsAndKernels")
  @DisplayName("the logits of one token after another are llama.cpp's at every position")
  void tokenByToken(RandomModel model, KernelChoice kernels) throws IOException {
    ExpectedLogits expected = ExpectedLogits.of(model);
    int[] ids = ExpectedLogits.ids();
    Path file = model.writeTo(folder.resolve("model.gguf"));

    try (TokenByToken decoding = new TokenByToken(file, kernels)) {
      for (int position = 0; position < ids.length; position++) {
        expected.requireAt(position, decoding.logits(ids[position]), 0);
      }
    }
  }

  /** llama.cpp had the same context: it decides which factors a scaled rotary embedding has. */
  private static EngineOptions options(KernelChoice kernels) {
    return EngineOptions.defaults().withKernels(kernels).withContextLength(SmallVocabulary.CONTEXT);
  }
}
