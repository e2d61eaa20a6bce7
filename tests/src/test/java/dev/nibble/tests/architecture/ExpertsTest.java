package dev.nibble.tests.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which experts are computed, seen in the products with their weights. */
final class ExpertsTest {
  private static final int EXPERTS = 6;

  @TempDir Path folder;

  /** The numbers of tokens of the products with the first layer's experts. */
  private List<Integer> products(String name, int[] ids) throws IOException {
    Path file = folder.resolve(name + ".gguf");
    SmallModels.all().stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow()
        .writeTo(file);
    List<Integer> tokens = new ArrayList<>();
    EngineOptions options = EngineOptions.defaults().withKernels(KernelChoice.SCALAR);
    try (Engine engine =
            Engine.load(
                file,
                options,
                (weights, _, count) -> {
                  if (weights.name().matches("blk\\.0\\.ffn_down(_exps|\\.\\d+)\\.weight")) {
                    tokens.add(count);
                  }
                });
        Session session = engine.newSession()) {
      session.logits(ids);
    }
    return tokens;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"mixtral, 2", "mixtral-split, 2", "qwen3moe, 3"})
  @DisplayName("a token is multiplied with the weights of its own experts and no others")
  void oneToken(String name, int used) throws IOException {
    List<Integer> products = products(name, new int[] {5});

    assertEquals(used, products.size());
    assertTrue(products.stream().allMatch(count -> count == 1), products::toString);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"mixtral, 2", "mixtral-split, 2", "qwen3moe, 3"})
  @DisplayName("the tokens of a batch go through an expert together")
  void manyTokens(String name, int used) throws IOException {
    int[] ids = ExpectedLogits.ids();

    List<Integer> products = products(name, ids);

    assertTrue(products.size() <= EXPERTS, products::toString);
    assertEquals(used * ids.length, products.stream().mapToInt(Integer::intValue).sum());
  }
}
