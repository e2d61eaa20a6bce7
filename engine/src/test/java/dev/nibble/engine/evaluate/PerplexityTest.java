package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.EncodeOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled model's perplexity on a story of its own. */
final class PerplexityTest {
  private static final int BOS = 1;

  private static Engine engine;
  private static String story;

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled());
    GenerationRequest request =
        GenerationRequest.of("Once upon a time")
            .withMaxTokens(300)
            .withIgnoreEos(true)
            .withSampling(SamplingOptions.random(1, 7));
    try (Session session = engine.newSession()) {
      story = session.generate(request, TextListener.IGNORE).text();
    }
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static PerplexityResult evaluate(int context, int maxChunks) {
    return new Perplexity(engine, context).evaluate(story, maxChunks, PerplexityListener.IGNORE);
  }

  private static int[] tokens() {
    return engine.tokenizer().encode(story, new EncodeOptions(true, false));
  }

  /** The probability of a token behind others, by the definition of softmax. */
  private static double probability(int[] before, int id) {
    try (Session session = engine.newSession()) {
      double sum = 0;
      float[] logits = session.logits(before);
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      return Math.exp(logits[id]) / sum;
    }
  }

  @Test
  void isThatOfTheSecondHalvesTakenTokenByToken() {
    int context = 16;
    double product = 1;
    for (int start : new int[] {0, context}) {
      int[] window = Arrays.copyOfRange(tokens(), start, start + context);
      window[0] = BOS;
      for (int scored = 9; scored < context; scored++) {
        product *= probability(Arrays.copyOf(window, scored), window[scored]);
      }
    }
    PerplexityResult result = evaluate(context, 2);
    assertEquals(14, result.scoredTokens());
    assertEquals(Math.pow(product, -1.0 / 14), result.perplexity(), 1e-4);
    assertEquals(Math.log(result.perplexity()), result.nll(), 1e-12);
  }

  @Test
  void isLowerForAStoryThanForItsCharactersReversed() {
    String reversed = new StringBuilder(story).reverse().toString();
    double unlikely =
        new Perplexity(engine, 64).evaluate(reversed, 3, PerplexityListener.IGNORE).perplexity();
    double likely = evaluate(64, 3).perplexity();
    assertTrue(10 * likely < unlikely, () -> likely + " and " + unlikely);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000})
  void coversTheWholeTextUnlessToldToStop(int maxChunks) {
    PerplexityResult result = evaluate(32, maxChunks);
    assertEquals(tokens().length / 32, result.chunks());
    assertEquals(result.chunks() * 15L, result.scoredTokens());
    assertEquals(32, result.context());
  }

  @Test
  void isShownChunkByChunkAsIfEachWereTheLast() {
    List<PerplexityResult> shown = new ArrayList<>();
    PerplexityResult last =
        new Perplexity(engine, 32)
            .evaluate(
                story,
                3,
                (soFar, total) -> {
                  assertEquals(3, total);
                  shown.add(soFar);
                });
    assertEquals(3, shown.size());
    assertEquals(evaluate(32, 1).nll(), shown.getFirst().nll());
    assertEquals(evaluate(32, 2).standardError(), shown.get(1).standardError());
    assertEquals(last, shown.getLast());
  }

  @Test
  void carriesTheErrorOfTheMeanThroughTheExponential() {
    PerplexityResult result = new PerplexityResult(Math.log(8), 0.25, 10, 1, 512, 1_000_000_000);
    assertEquals(2, result.standardError(), 1e-12);
    assertEquals(511, result.tokensPerSecond());
  }

  @Test
  void ofATextShorterThanAChunkIsRefusedWithBothNumbers() {
    Perplexity perplexity = new Perplexity(engine, 64);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> perplexity.evaluate("Once upon", 0, PerplexityListener.IGNORE));
    assertTrue(e.getMessage().startsWith("the text has 3 tokens, but one chunk needs 64"), "" + e);
  }

  @ParameterizedTest
  @ValueSource(ints = {-2, 0, 2, 7, 511, 514})
  void needsAnEvenContextThatTheModelHas(int context) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Perplexity(engine, context));
    assertTrue(e.getMessage().startsWith("a context of " + context + " tokens, "), "" + e);
  }

  @Test
  void ofFewerThanNoChunksIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> evaluate(32, -1));
  }
}
