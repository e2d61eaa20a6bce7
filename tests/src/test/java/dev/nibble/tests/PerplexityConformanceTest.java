package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Model;
import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.engine.evaluate.Perplexity;
import dev.nibble.engine.evaluate.PerplexityListener;
import dev.nibble.engine.evaluate.PerplexityResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Perplexity against that of llama.cpp and of exact arithmetic on the weights as stored, for all
 * types that the engine computes with.
 */
final class PerplexityConformanceTest {
  static Stream<PerplexityCase> quickRuns() throws IOException {
    return supported().stream().filter(PerplexityCase::isQuick);
  }

  @ParameterizedTest
  @MethodSource("quickRuns")
  void quickRunsComeNearWhatOthersFound(PerplexityCase expected) throws IOException {
    assertPerplexity(expected);
  }

  static Stream<PerplexityCase> slowRuns() throws IOException {
    return supported().stream().filter(row -> !row.isQuick());
  }

  @ParameterizedTest
  @MethodSource("slowRuns")
  @EnabledIfSystemProperty(
      named = "nibble.perplexity",
      matches = "all",
      disabledReason = "takes minutes; -Dnibble.perplexity=all runs it")
  void slowRunsComeNearWhatOthersFound(PerplexityCase expected) throws IOException {
    assertPerplexity(expected);
  }

  private static List<PerplexityCase> supported() throws IOException {
    List<PerplexityCase> cases = new ArrayList<>();
    for (String file : List.of("expected/perplexity-float.jsonl", "expected/perplexity.jsonl")) {
      for (PerplexityCase row : PerplexityCase.read(Material.shared(file))) {
        if (isSupported(model(row))) {
          cases.add(row);
        }
      }
    }
    return cases;
  }

  private static boolean isSupported(Path path) throws IOException {
    try (Model _ = Model.open(path)) {
      return true;
    } catch (UnsupportedModelException _) {
      return false;
    }
  }

  private static Path model(PerplexityCase expected) {
    return Material.shared("models/" + expected.model());
  }

  private static void assertPerplexity(PerplexityCase expected) throws IOException {
    String text = Files.readString(Material.shared("texts/" + expected.text()));
    String beginning = text.substring(0, Math.min(text.length(), expected.characters()));
    try (Engine engine = Engine.load(model(expected))) {
      PerplexityResult result =
          new Perplexity(engine, expected.context())
              .evaluate(beginning, expected.chunks(), PerplexityListener.IGNORE);
      assertEquals(expected.scoredTokens(), result.scoredTokens());
      assertEquals(
          expected.perplexity(), result.perplexity(), expected.tolerance() * expected.perplexity());
    }
  }
}
