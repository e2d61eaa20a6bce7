package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.tokenizer.constrain.Constraint;
import dev.nibble.tokenizer.grammar.Grammar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Prompts that are given up while they are computed, on the bundled model. */
final class CancelledPrefillTest {
  /** Tokens of a prompt of ten batches. */
  private static final int TOKENS = 5_000;

  /** Tokens of one of three, for what needs all of it. */
  private static final int FEWER = 1_100;

  private static final GenerationRequest LONG = prompt(TOKENS);
  private static final GenerationRequest SHORTER = prompt(FEWER);
  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time").withMaxTokens(20);

  private static Engine engine;

  private Session session;

  private static GenerationRequest prompt(int tokens) {
    return GenerationRequest.of("a ".repeat(tokens - 1).strip()).withMaxTokens(8);
  }

  /** Goes on until so much is computed. */
  private static final class Impatient implements TextListener {
    private final int most;
    private final List<Integer> computed = new ArrayList<>();

    Impatient(int most) {
      this.most = most;
    }

    @Override
    public boolean accept(String piece) {
      throw new AssertionError("text behind a prompt that was given up: " + piece);
    }

    @Override
    public boolean prefilled(int tokens, int promptTokens) {
      computed.add(tokens);
      return tokens < most;
    }
  }

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled(), EngineOptions.defaults().withContextLength(TOKENS));
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  @BeforeEach
  void openSession() {
    session = engine.newSession();
  }

  @AfterEach
  void closeSession() {
    session.close();
  }

  @Test
  @DisplayName("a prompt of ten batches that is given up behind two has cost two")
  void betweenBatches() {
    Impatient listener = new Impatient(2 * engine.batchTokens());
    Generation generation = session.generate(LONG, listener);
    assertEquals(List.of(512, 1024), listener.computed);
    assertEquals(StopReason.CANCELLED, generation.stopReason());
    assertEquals("", generation.text());
    assertEquals(List.of(), generation.ids());
    assertEquals(TOKENS, generation.promptIds().size());
    assertEquals(1024, generation.meters().computedTokens());
    assertEquals(1024, session.length());
  }

  @Test
  @DisplayName("the next generation of the session is that of a new one")
  void thenAnother() {
    session.generate(LONG, new Impatient(1));
    Generation after = session.generate(STORY, TextListener.IGNORE);
    try (Session other = engine.newSession()) {
      assertEquals(other.generate(STORY, TextListener.IGNORE).ids(), after.ids());
    }
  }

  @Test
  @DisplayName("what was computed may be reused: the same prompt goes on where it was given up")
  void reused() {
    session.generate(SHORTER, new Impatient(2 * engine.batchTokens()));
    session.reuse();
    Generation after = session.generate(SHORTER, TextListener.IGNORE);
    assertEquals(1024, after.meters().restoredTokens());
    assertEquals(FEWER - 1024, after.meters().computedTokens());
    try (Session other = engine.newSession()) {
      Generation whole = other.generate(SHORTER, TextListener.IGNORE);
      assertEquals(FEWER, whole.meters().computedTokens());
      assertEquals(whole.ids(), after.ids());
    }
  }

  @Test
  @DisplayName(
      "one that is given up behind its last batch ends without a token, constrained or not")
  void behindTheLast() {
    Constraint any = engine.constraint(Grammar.parse("root ::= .*"));
    Impatient listener = new Impatient(FEWER);
    Generation generation = session.generate(SHORTER.withConstraint(any), listener);
    assertEquals(FEWER, listener.computed.getLast());
    assertEquals(StopReason.CANCELLED, generation.stopReason());
    assertTrue(generation.ids().isEmpty());
  }

  @Test
  @DisplayName("a chat whose prompt is given up keeps what was said before, and what was computed")
  void chat() throws IOException {
    try (Chat chat = new Chat(engine, ChatFormat.of(engine))) {
      Generation given =
          chat.say(
                  SHORTER,
                  new TextListener() {
                    @Override
                    public boolean accept(String piece) {
                      return true;
                    }

                    @Override
                    public boolean prefilled(int tokens, int promptTokens) {
                      return false;
                    }
                  })
              .generation();
      assertEquals(StopReason.CANCELLED, given.stopReason());
      assertEquals(List.of(), chat.messages());
      assertEquals(512, chat.stats().computedTokens());
      Generation again = chat.say(SHORTER, TextListener.IGNORE).generation();
      assertEquals(512, again.meters().restoredTokens());
      assertEquals(2, chat.messages().size());
    }
  }
}
