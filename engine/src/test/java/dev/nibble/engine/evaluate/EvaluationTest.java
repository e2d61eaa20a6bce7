package dev.nibble.engine.evaluate;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TestModels;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.evaluate.text.TextScores;
import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.EncodeOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bundled model, evaluated on small stories. */
final class EvaluationTest {
  private static final String PROMPT = "Once upon a time";
  private static final String REFERENCE = ", there was a little dog.";

  private static Engine engine;

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled(), EngineOptions.defaults().withContextLength(64));
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static Example example(String prompt, String... references) {
    return new Example(prompt, List.of(references), Optional.empty());
  }

  private static Example scored(String generated, String... references) {
    return new Example(PROMPT, List.of(references), Optional.of(generated));
  }

  private static EvaluationResult evaluate(Example... examples) {
    return greedy().evaluate(List.of(examples), EvaluationListener.IGNORE);
  }

  private static Evaluation greedy() {
    return new Evaluation(engine, OptionalInt.empty(), SamplingOptions.greedy());
  }

  private static String generate(String prompt, int tokens) {
    try (Session session = engine.newSession()) {
      GenerationRequest request = GenerationRequest.of(prompt).withMaxTokens(tokens);
      return session.generate(request, TextListener.IGNORE).text();
    }
  }

  private static int[] ids(String text) {
    return engine.tokenizer().encode(text, new EncodeOptions(true, false));
  }

  /** Surprisal of a token behind others, by the definition of softmax. */
  private static double surprisal(int[] before, int id) {
    try (Session session = engine.newSession()) {
      double sum = 0;
      float[] logits = session.logits(before);
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      return Math.log(sum) - logits[id];
    }
  }

  @Test
  @DisplayName("perplexity is that of the reference's tokens behind the prompt, token by token")
  void perplexity() {
    int[] whole = ids(PROMPT + REFERENCE);
    int first = ids(PROMPT).length;
    double sum = 0;
    for (int at = first; at < whole.length; at++) {
      sum += surprisal(Arrays.copyOf(whole, at), whole[at]);
    }
    EvaluationResult result = evaluate(example(PROMPT, REFERENCE, " and several others"));
    assertEquals(whole.length - first, result.scoredTokens());
    assertEquals(sum / result.scoredTokens(), result.nll(), 1e-4);
    assertEquals(Math.exp(result.nll()), result.perplexity(), 1e-12);
  }

  @Test
  @DisplayName("in a corpus every token weighs the same, so long references weigh more")
  void pooled() {
    EvaluationResult one = evaluate(example(PROMPT, REFERENCE));
    EvaluationResult other = evaluate(example("Lily", " was"));
    EvaluationResult both = evaluate(example(PROMPT, REFERENCE), example("Lily", " was"));
    assertEquals(one.scoredTokens() + other.scoredTokens(), both.scoredTokens());
    assertEquals(
        one.nll() * one.scoredTokens() + other.nll() * other.scoredTokens(),
        both.nll() * both.scoredTokens(),
        1e-6);
  }

  @Test
  @DisplayName("the model writes the most likely text, as long as the longest reference")
  void generates() {
    List<ScoredExample> seen = new ArrayList<>();
    EvaluationResult result =
        greedy()
            .evaluate(
                List.of(example(PROMPT, " a", REFERENCE)), (example, _, _) -> seen.add(example));
    int tokens = ids(PROMPT + REFERENCE).length - ids(PROMPT).length;
    String text = generate(PROMPT, tokens);
    assertEquals(tokens, result.generatedTokens());
    assertEquals(text, seen.getFirst().generated());
    assertEquals(TextScores.of(text, List.of(" a", REFERENCE)), result.scores());
  }

  @Test
  @DisplayName("a model that writes the reference makes no error")
  void perfect() {
    EvaluationResult result = evaluate(example(PROMPT, generate(PROMPT, 12)));
    assertAll(
        () -> assertEquals(0, result.scores().wordErrorRate()),
        () -> assertEquals(100, result.scores().bleu().score(), 1e-9),
        () -> assertEquals(1, result.scores().rougeL()),
        () -> assertTrue(result.perplexity() < 3, () -> "" + result.perplexity()));
  }

  @Test
  @DisplayName("a text that is there already is scored as it is")
  void scoresGivenText() {
    EvaluationResult result = evaluate(scored(", there was a big dog.", REFERENCE));
    assertEquals(0, result.generatedTokens());
    assertEquals(1.0 / 6, result.scores().wordErrorRate());
    assertEquals(evaluate(example(PROMPT, REFERENCE)).nll(), result.nll());
  }

  @Test
  @DisplayName("a limit of its own ends the text earlier, at the context at the latest")
  void limits() {
    SamplingOptions greedy = SamplingOptions.greedy();
    List<Example> examples = List.of(example(PROMPT, REFERENCE));
    Evaluation three = new Evaluation(engine, OptionalInt.of(3), greedy);
    Evaluation unlimited = new Evaluation(engine, OptionalInt.of(-1), greedy);
    assertEquals(3, three.evaluate(examples, EvaluationListener.IGNORE).generatedTokens());
    assertEquals(
        engine.contextLength() - ids(PROMPT).length + 1,
        unlimited.evaluate(examples, EvaluationListener.IGNORE).generatedTokens());
  }

  @Test
  @DisplayName("a random text depends on the seed and on nothing else")
  void seeds() {
    assertEquals(randomText(1), randomText(1));
    assertNotEquals(randomText(1), randomText(2));
  }

  private static String randomText(long seed) {
    List<String> texts = new ArrayList<>();
    new Evaluation(engine, OptionalInt.of(20), SamplingOptions.random(1, seed))
        .evaluate(
            List.of(example(PROMPT, REFERENCE), example(PROMPT, REFERENCE)),
            (example, _, _) -> texts.add(example.generated()));
    assertEquals(texts.getFirst(), texts.getLast());
    return texts.getFirst();
  }

  @Test
  @DisplayName("each example is shown with the result so far")
  void listener() {
    List<Integer> texts = new ArrayList<>();
    EvaluationResult last =
        greedy()
            .evaluate(
                List.of(scored("a", "a"), scored("b", "a")),
                (example, soFar, total) -> {
                  assertEquals(2, total);
                  assertEquals(1, example.scores().texts());
                  texts.add(soFar.scores().texts());
                });
    assertEquals(List.of(1, 2), texts);
    assertEquals(0.5, last.scores().wordErrorRate());
  }

  @Test
  @DisplayName("references without a token have no perplexity")
  void emptyReference() {
    EvaluationResult result = evaluate(example(PROMPT, ""));
    assertEquals(0, result.scoredTokens());
    assertEquals(0, result.generatedTokens());
    assertTrue(Double.isNaN(result.perplexity()));
  }

  @Test
  @DisplayName("an example that does not fit the context is named before any is run")
  void overflow() {
    Example tooLong = example(PROMPT, " dog".repeat(200));
    ExampleException e =
        assertThrows(
            ExampleException.class,
            () ->
                greedy()
                    .evaluate(
                        List.of(example(PROMPT, REFERENCE), tooLong),
                        (_, _, _) -> {
                          throw new AssertionError("an example was run");
                        }));
    assertEquals(1, e.index());
    assertTrue(e.getMessage().startsWith("example 2: prompt and reference need "), e.getMessage());
    assertTrue(e.reason().endsWith("but the context has 64: shorten them"), e.reason());
  }

  @Test
  @DisplayName("a prompt too long to continue is refused where its reference is empty, too")
  void longPrompt() {
    Example tooLong = example("dog ".repeat(200), "");
    ExampleException e = assertThrows(ExampleException.class, () -> evaluate(tooLong));
    assertTrue(e.reason().startsWith("the prompt has "), e.reason());
  }

  @Test
  @DisplayName("the last token of a reference needs no position: it fits exactly")
  void fitsExactly() {
    String reference = generate(PROMPT, engine.contextLength() + 1 - ids(PROMPT).length);
    int whole = ids(PROMPT + reference).length;
    EvaluationResult result = evaluate(example(PROMPT, reference));
    assertEquals(engine.contextLength() + 1, whole, "the text that this is about");
    assertEquals(whole - ids(PROMPT).length, result.scoredTokens());
  }

  @Test
  @DisplayName("there must be an example, and each must have a reference")
  void nothing() {
    assertThrows(IllegalArgumentException.class, EvaluationTest::evaluate);
    assertThrows(IllegalArgumentException.class, () -> example(PROMPT));
  }
}
