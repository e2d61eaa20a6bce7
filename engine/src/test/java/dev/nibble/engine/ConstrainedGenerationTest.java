package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.grammar.Grammar;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of the bundled model under a grammar, held against a regular expression. */
final class ConstrainedGenerationTest {
  private static final String NAMES =
      "root ::= name (\", \" name){1,3} \".\"\nname ::= [A-Z] [a-z]{1,12}";
  private static final Pattern NAMED =
      Pattern.compile("[A-Z][a-z]{1,12}(, [A-Z][a-z]{1,12}){1,3}\\.");
  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time there were").withMaxTokens(200);

  private static Engine engine;
  private static Constraint names;

  @BeforeAll
  static void load() throws IOException {
    engine =
        Engine.load(
            TestModels.bundled(), EngineOptions.defaults().withKernels(KernelChoice.SCALAR));
    names = engine.constraint(Grammar.parse(NAMES));
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static Generation generate(GenerationRequest request) {
    try (Session session = engine.newSession()) {
      return session.generate(request, TextListener.IGNORE);
    }
  }

  private static GenerationRequest named(long seed) {
    return STORY.withConstraint(names).withSampling(SamplingOptions.random(1.5f, seed));
  }

  private static Constraint constraint(String grammar) {
    return engine.constraint(Grammar.parse(grammar));
  }

  @Test
  @DisplayName("each text is one of the grammar, and ends where nothing may follow")
  void obeys() {
    for (int seed = 0; seed < 50; seed++) {
      Generation text = generate(named(seed));
      assertTrue(NAMED.matcher(text.text()).matches(), text.text());
      assertEquals(StopReason.CONSTRAINT_END, text.stopReason());
    }
  }

  @Test
  @DisplayName("each way to choose a token chooses among those that may come")
  void samplers() {
    List<SamplingOptions> ways =
        List.of(
            SamplingOptions.greedy(),
            new SamplingOptions(0, 0, 1, 0, 1, 1.3f, 0.5f, 0.5f, -1, 1),
            new SamplingOptions(0.8f, 40, 0.95, 0.05, 1, 1, 0, 0, 0, 1),
            new SamplingOptions(2, 3, 0.5, 0.3, 0.7, 1.1f, 0.1f, 0.1f, 64, 1));
    for (SamplingOptions way : ways) {
      Generation text = generate(STORY.withConstraint(names).withSampling(way));
      assertTrue(NAMED.matcher(text.text()).matches(), way + ": " + text.text());
    }
  }

  @Test
  @DisplayName("a grammar of all texts changes none")
  void anything() {
    GenerationRequest free =
        STORY.withSampling(new SamplingOptions(0.8f, 40, 0.95, 0.05, 1, 1.1f, 0.1f, 0.1f, 64, 7));
    Generation expected = generate(free);
    Generation text = generate(free.withConstraint(constraint("root ::= .*")));
    assertEquals(expected.ids(), text.ids());
    assertEquals(expected.stopReason(), text.stopReason());
  }

  @Test
  @DisplayName("a text that may end ends where the model ends it, and no sooner than it may")
  void endToken() {
    GenerationRequest last = GenerationRequest.of("Lily smiled. The end.");
    Generation free = generate(last);
    Generation ended = generate(last.withConstraint(constraint("root ::= .*")));
    assertEquals(StopReason.END_TOKEN, ended.stopReason());
    assertEquals(free.text(), ended.text());
    int more = free.text().length() + 10;
    Generation longer = generate(last.withConstraint(constraint("root ::= .{%d}".formatted(more))));
    assertEquals(StopReason.CONSTRAINT_END, longer.stopReason());
    assertEquals(more, longer.text().codePointCount(0, longer.text().length()));
  }

  @Test
  @DisplayName("a text that is cut off by its limit says so")
  void cutOff() {
    Generation text = generate(named(1).withMaxTokens(3));
    assertEquals(StopReason.TOKEN_LIMIT, text.stopReason());
    assertFalse(NAMED.matcher(text.text()).matches());
    Generation none = generate(STORY.withConstraint(constraint("root ::= \"\"")));
    assertEquals(StopReason.CONSTRAINT_END, none.stopReason());
    assertEquals(List.of(), none.ids());
  }

  @Test
  @DisplayName("guesses change nothing, those that the grammar forbids neither")
  void drafted() {
    for (int seed = 0; seed < 10; seed++) {
      Generation expected = generate(named(seed));
      List<Integer> whole = new ArrayList<>(expected.promptIds());
      whole.addAll(expected.ids());
      int wrong = seed % 3;
      Drafter drafter =
          (history, most, out, at) -> {
            int count = Math.min(most, whole.size() - history.length());
            for (int i = 0; i < count; i++) {
              out[at + i] = (whole.get(history.length() + i) + (i == 2 ? wrong : 0)) % 512;
            }
            return Math.max(0, count);
          };
      try (Session session = engine.newSession()) {
        Generation drafted = session.generate(named(seed), TextListener.IGNORE, drafter);
        assertEquals(expected.text(), drafted.text());
        assertEquals(expected.stopReason(), drafted.stopReason());
      }
    }
  }

  @Test
  @DisplayName("texts of a batch have grammars of their own, and are what each would be alone")
  void batched() {
    List<GenerationRequest> requests = new ArrayList<>();
    Constraint digits = constraint("root ::= [0-9]{3} \"-\" [0-9]{3}");
    for (int i = 0; i < 12; i++) {
      GenerationRequest request = named(i);
      requests.add(
          switch (i % 3) {
            case 0 -> request;
            case 1 -> request.withConstraint(digits);
            default -> STORY.withMaxTokens(30);
          });
    }
    List<BatchedGeneration> texts = new ArrayList<>();
    try (Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
      requests.forEach(request -> texts.add(batcher.submit(request, 0, TextListener.IGNORE)));
      boolean more = true;
      while (more) {
        more = batcher.step();
      }
    }
    for (int i = 0; i < requests.size(); i++) {
      Generation text = texts.get(i).result().join();
      assertEquals(generate(requests.get(i)).text(), text.text());
    }
  }

  @Test
  @DisplayName("a beam search, ignored end tokens and another engine's constraint are refused")
  void refusals() throws IOException {
    GenerationRequest greedy = STORY.withConstraint(names);
    IllegalArgumentException beams =
        assertThrows(
            IllegalArgumentException.class,
            () -> new BeamSearch(engine).search(greedy, 2, BeamListener.IGNORE));
    assertTrue(beams.getMessage().contains("constraint"), beams.getMessage());
    assertThrows(IllegalArgumentException.class, () -> greedy.withIgnoreEos(true));
    try (Engine other = Engine.load(TestModels.bundled());
        Session session = other.newSession()) {
      assertThrows(
          IllegalArgumentException.class, () -> session.generate(greedy, TextListener.IGNORE));
    }
  }

  @Test
  @DisplayName("where no token can come the text fails, and those beside it go on")
  void deadEnd(@TempDir Path folder) throws IOException {
    Path model = ChangedModels.withoutBytes(folder);
    try (Engine poor = Engine.load(model);
        Session session = poor.newSession();
        Batcher batcher = poor.newBatcher(BatchOptions.defaults())) {
      GenerationRequest stuck =
          STORY.withConstraint(poor.constraint(Grammar.parse("root ::= \"and \" \"漢\"")));
      DeadEndException alone =
          assertThrows(DeadEndException.class, () -> session.generate(stuck, TextListener.IGNORE));
      assertEquals("and ", alone.text());
      BatchedGeneration failed = batcher.submit(stuck, 0, TextListener.IGNORE);
      BatchedGeneration fine = batcher.submit(STORY.withMaxTokens(20), 0, TextListener.IGNORE);
      boolean more = true;
      while (more) {
        more = batcher.step();
      }
      CompletionException e = assertThrows(CompletionException.class, () -> failed.result().join());
      assertInstanceOf(DeadEndException.class, e.getCause());
      assertEquals(20, fine.result().join().ids().size());
    }
  }
}
