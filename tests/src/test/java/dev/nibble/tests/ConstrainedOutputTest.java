package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.Session;
import dev.nibble.engine.StopReason;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.grammar.Grammar;
import dev.nibble.tokenizer.schema.JsonSchema;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random texts of the bundled model, 34 under each of 20 schemas and 10 grammars. JsonSchemas are
 * judged by networknt's validator, formats included, and grammars by what knows nothing of them.
 */
final class ConstrainedOutputTest {
  private static final int TEXTS = 34;
  private static final int MOST_TOKENS = 1_500;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final SchemaRegistry JUDGE =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static Engine engine;

  @BeforeAll
  static void load() throws IOException {
    engine =
        Engine.load(
            Material.bundledModel(),
            EngineOptions.defaults()
                .withKernels(KernelChoice.SCALAR)
                .withContextLength(MOST_TOKENS + 100));
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  static Stream<String> schemas() {
    return JsonSchemas.ALL.stream();
  }

  static Stream<GrammarCase> grammars() {
    return GrammarCase.ALL.stream();
  }

  @Test
  @DisplayName("there are 20 schemas and 10 grammars, 1,000 texts and more")
  void enough() {
    assertEquals(List.of(20, 10), List.of(JsonSchemas.ALL.size(), GrammarCase.ALL.size()));
    assertTrue(TEXTS * 30 >= 1_000);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  @DisplayName("each text under a schema is JSON that the schema allows")
  void schema(String text) throws JsonProcessingException {
    Schema judge = JUDGE.getSchema(text, InputFormat.JSON);
    Grammar grammar = JsonSchema.grammar(JSON.readValue(text, Object.class));
    each(
        engine.constraint(grammar),
        made -> {
          try {
            JSON.readTree(made);
          } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + made, e);
          }
          assertEquals(
              List.of(),
              judge.validate(
                  made,
                  InputFormat.JSON,
                  context -> context.executionConfig(c -> c.formatAssertionsEnabled(true))),
              made);
        });
  }

  @ParameterizedTest
  @MethodSource("grammars")
  @DisplayName("each text under a grammar is one of its language")
  void grammar(GrammarCase one) {
    each(
        engine.constraint(Grammar.parse(one.grammar())),
        made -> assertTrue(one.judge().test(made), made));
  }

  /** Judges as many texts as are wanted, of which few are cut off. */
  private static void each(Constraint constraint, Consumer<String> judge) {
    GenerationRequest request =
        GenerationRequest.of("Once upon a time")
            .withMaxTokens(MOST_TOKENS)
            .withConstraint(constraint);
    List<Generation> texts;
    try (Session session = engine.newSession()) {
      texts =
          IntStream.range(0, TEXTS)
              .mapToObj(seed -> request.withSampling(SamplingOptions.random(1.2f, seed)))
              .map(seeded -> session.generate(seeded, TextListener.IGNORE))
              .toList();
    }
    assertEquals(
        List.of(),
        texts.stream()
            .filter(text -> text.stopReason() != StopReason.CONSTRAINT_END)
            .filter(text -> text.stopReason() != StopReason.END_TOKEN)
            .map(Generation::text)
            .toList(),
        "texts that were cut off");
    assertAll(texts.stream().map(text -> () -> judge.accept(text.text())));
  }
}
