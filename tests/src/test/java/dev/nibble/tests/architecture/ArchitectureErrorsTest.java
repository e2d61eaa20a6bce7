package dev.nibble.tests.architecture;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Model;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of every architecture with one tensor wrong: refused by name, before a weight is used. */
final class ArchitectureErrorsTest {
  @TempDir Path folder;

  /** The first model of each architecture and set of tensors, however many blocks it has. */
  static Stream<RandomModel> models() {
    Set<Set<String>> seen = new HashSet<>();
    return SmallModels.all().stream().filter(model -> seen.add(kinds(model)));
  }

  private static Set<String> kinds(RandomModel model) {
    return model.tensors().keySet().stream()
        .map(name -> model.architecture() + name.replaceFirst("^blk[.][0-9]+", ""))
        .collect(toSet());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  @DisplayName("a model without one of its tensors is refused by that tensor's name")
  void missing(RandomModel model) throws IOException {
    for (Map.Entry<String, RandomTensor> tensor : model.tensors().entrySet()) {
      String name = tensor.getKey();
      if (tensor.getValue().required()) {
        String message = refusal(model.without(name));
        assertTrue(message.contains(name + " "), () -> complaint(name, message));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  @DisplayName("a model with a tensor that is too large is refused by its name and both shapes")
  void tooLarge(RandomModel model) throws IOException {
    for (Map.Entry<String, RandomTensor> tensor : model.tensors().entrySet()) {
      String name = tensor.getKey();
      String message = refusal(model.withOneMoreIn(name));
      RandomTensor right = tensor.getValue();
      assertTrue(
          message.contains(name + " ")
              && message.contains(right.withOneMore().shape().toString())
              && message.contains(right.shape().toString()),
          () -> complaint(name, message));
    }
  }

  @Test
  @DisplayName("an unknown architecture is refused by its name, with all that are supported")
  void unknownArchitecture() throws IOException {
    Path file =
        new RandomModel("unknown", "rwkv7", Sizes.USUAL).writeTo(folder.resolve("model.gguf"));

    UnsupportedModelException e =
        assertThrows(UnsupportedModelException.class, () -> Model.open(file));

    assertEquals("the architecture 'rwkv7'", e.found());
    for (RandomModel model : SmallModels.all()) {
      assertTrue(
          Stream.of(e.supported().split(", ")).anyMatch(model.architecture()::equals),
          () -> model.architecture() + " is not in: " + e.supported());
    }
  }

  @Test
  @DisplayName("a context that is longer than the positions that a model has learned is refused")
  void noMorePositions() throws IOException {
    RandomModel gpt2 =
        SmallModels.all().stream()
            .filter(model -> model.architecture().equals("gpt2"))
            .findFirst()
            .orElseThrow();
    Path file = gpt2.writeTo(folder.resolve("gpt2.gguf"));
    EngineOptions options = EngineOptions.defaults().withContextLength(SmallVocabulary.CONTEXT + 1);

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Engine.load(file, options));

    assertEquals(
        "a context of 257, expected at most 256: the model has learned no more positions",
        e.getMessage());
  }

  private String refusal(RandomModel model) throws IOException {
    Path file = model.writeTo(folder.resolve("model.gguf"));
    try (Model _ = Model.open(file)) {
      return fail(model + " was opened");
    } catch (GgufFormatException | UnsupportedModelException e) {
      return e.getMessage();
    }
  }

  private static String complaint(String tensor, String message) {
    return "expected a complaint about %s, found: %s".formatted(tensor, message);
  }
}
