package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a generation begins, streams and ends, on the bundled model. */
final class SessionTest {
  private static final GenerationRequest STORY = GenerationRequest.of("Once upon a time");

  private static Engine engine;

  private Session session;

  @BeforeAll
  static void load() throws IOException {
    engine = Engine.load(TestModels.bundled());
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

  private Generation generate(GenerationRequest request) {
    return session.generate(request, TextListener.IGNORE);
  }

  @Test
  void theStreamedPiecesMakeUpTheText() {
    List<String> pieces = new ArrayList<>();
    Generation story = session.generate(STORY.withMaxTokens(80), pieces::add);
    assertEquals(story.text(), String.join("", pieces));
    assertTrue(pieces.size() > 40, () -> pieces.size() + " pieces");
    assertTrue(
        story.text().startsWith(", there was a little girl named Lily. She loved"), story.text());
    assertEquals(80, story.ids().size());
    assertEquals(StopReason.TOKEN_LIMIT, story.stopReason());
  }

  @Test
  void theStoryEndsWhereTheModelBeginsAnother() {
    GenerationRequest request = GenerationRequest.of("Lily smiled. The end.");
    Generation stopped = generate(request);
    assertEquals(StopReason.END_TOKEN, stopped.stopReason());
    assertFalse(stopped.ids().contains(1));
    Generation past = generate(request.withIgnoreEos(true));
    assertEquals(stopped.ids(), past.ids().subList(0, stopped.ids().size()));
    assertEquals(1, past.ids().get(stopped.ids().size()));
  }

  @Test
  void aStopStringEndsTheTextBeforeIt() {
    Generation story = generate(STORY.withMaxTokens(80).withStops(List.of("Lily", "never")));
    assertEquals(StopReason.STOP_STRING, story.stopReason());
    assertEquals(", there was a little girl named ", story.text());
  }

  @Test
  void theListenerCancelsWithinAToken() {
    List<String> pieces = new ArrayList<>();
    Generation story =
        session.generate(
            STORY,
            piece -> {
              pieces.add(piece);
              return pieces.size() < 3;
            });
    assertEquals(StopReason.CANCELLED, story.stopReason());
    assertEquals(3, pieces.size());
    assertEquals(String.join("", pieces), story.text());
  }

  @Test
  void theContextsEndIsAReasonAndNoError() {
    Generation story = generate(STORY.withIgnoreEos(true));
    assertEquals(StopReason.CONTEXT_END, story.stopReason());
    int positions = engine.contextLength();
    assertEquals(positions - story.promptIds().size() + 1, story.ids().size());
  }

  @Test
  void aPromptThatFillsTheContextStillGivesOneToken() {
    String prompt = "a ".repeat(engine.contextLength() - 2).strip();
    Generation story = generate(GenerationRequest.of(prompt).withIgnoreEos(true));
    assertEquals(engine.contextLength(), story.promptIds().size() + 1);
    assertEquals(2, story.ids().size());
  }

  @Test
  void aPromptThatDoesNotFitSaysHowMuchItNeeds() {
    String prompt = "a ".repeat(600).strip();
    ContextOverflowException e =
        assertThrows(ContextOverflowException.class, () -> generate(GenerationRequest.of(prompt)));
    assertEquals(601, e.required());
    assertEquals(512, e.available());
  }

  @Test
  void noTokensMeansNoText() {
    Generation nothing = generate(STORY.withMaxTokens(0));
    assertEquals("", nothing.text());
    assertEquals(List.of(), nothing.ids());
    assertEquals(0, nothing.meters().decodeTokensPerSecond());
  }

  @Test
  void theSameSeedWritesTheSameTextAndAnotherSeedAnother() {
    GenerationRequest request = STORY.withMaxTokens(60);
    Generation first = generate(request.withSampling(SamplingOptions.random(1, 7)));
    Generation again = generate(request.withSampling(SamplingOptions.random(1, 7)));
    Generation other = generate(request.withSampling(SamplingOptions.random(1, 8)));
    assertEquals(first.ids(), again.ids());
    assertNotEquals(first.ids(), other.ids());
  }

  @Test
  void controlTokensInThePromptAreTextUnlessAskedFor() {
    GenerationRequest request = GenerationRequest.of("</s>").withMaxTokens(1);
    assertTrue(generate(request).promptIds().size() > 2);
    assertEquals(List.of(1, 2), generate(request.withParseSpecial(true)).promptIds());
  }

  @Test
  void metersCountWhatWasDone() {
    Generation story = generate(STORY.withMaxTokens(20));
    assertEquals(5, story.meters().promptTokens());
    assertEquals(20, story.meters().generatedTokens());
    assertTrue(story.meters().prefillTokensPerSecond() > 0);
    assertTrue(story.meters().decodeTokensPerSecond() > 0);
    assertTrue(story.meters().firstTokenNanos() >= story.meters().prefillNanos());
  }

  @Test
  void concurrentSessionsWriteWhatTheyWouldAlone() throws InterruptedException, ExecutionException {
    List<GenerationRequest> requests = new ArrayList<>();
    List<List<Integer>> alone = new ArrayList<>();
    for (int seed = 0; seed < 6; seed++) {
      requests.add(STORY.withMaxTokens(60).withSampling(SamplingOptions.random(1, seed)));
      alone.add(generate(requests.get(seed)).ids());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<Generation>> running = new ArrayList<>();
      for (GenerationRequest request : requests) {
        running.add(
            threads.submit(() -> {
              try (Session own = engine.newSession()) {
                return own.generate(request, TextListener.IGNORE);
              }
            }));
      }
      for (int i = 0; i < requests.size(); i++) {
        assertEquals(alone.get(i), running.get(i).get().ids(), "session " + i);
      }
    }
  }

  @Test
  void logitsFromAPositionOnAreThoseOfThePrefixesAcrossBatches() throws IOException {
    int[] ids = IntStream.range(0, 600).map(i -> 1 + i * 37 % 500).toArray();
    List<Integer> positions = new ArrayList<>();
    EngineOptions options = EngineOptions.defaults().withContextLength(ids.length);
    try (Engine wide = Engine.load(TestModels.bundled(), options);
        Session whole = wide.newSession();
        Session prefix = wide.newSession()) {
      whole.logits(
          ids,
          450,
          (position, logits, offset) -> {
            positions.add(position);
            if (position % 31 == 0 || position == 511 || position == 512) {
              float[] expected = prefix.logits(Arrays.copyOf(ids, position + 1));
              float[] actual = Arrays.copyOfRange(logits, offset, offset + expected.length);
              assertArrayEquals(expected, actual, 1e-4f, "position " + position);
            }
          });
    }
    assertEquals(IntStream.range(450, 600).boxed().toList(), positions);
  }

  @Test
  void logitsFromBehindTheEndAreRefused() {
    LogitsListener listener = (_, _, _) -> {};
    assertThrows(
        IndexOutOfBoundsException.class, () -> session.logits(new int[] {1, 2}, 2, listener));
  }

  @Test
  void idsThatAreNoTokensAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> session.logits(1, 512));
    assertThrows(IllegalArgumentException.class, () -> session.logits(-1));
    assertThrows(IllegalArgumentException.class, () -> session.logits());
  }

  @Test
  void aSequenceGoesOnTokenByTokenWithTheLogitsOfTheWhole() {
    float[] logits = new float[engine.config().vocabularySize()];
    session.begin(new int[] {1, 403}, logits);
    session.advance(407, logits);
    session.advance(261, logits);
    assertArrayEquals(session.logits(1, 403, 407, 261), logits, 1e-4f);
  }

  @Test
  void aFullContextTakesNoMoreTokens() {
    float[] logits = new float[engine.config().vocabularySize()];
    try (Session two = engine.newSession(2)) {
      two.begin(new int[] {1}, logits);
      assertThrows(IllegalArgumentException.class, () -> two.advance(-1, logits));
      two.advance(403, logits);
      assertThrows(ContextOverflowException.class, () -> two.advance(407, logits));
    }
  }

  @Test
  void whatAListenerThrowsEndsTheTextAndLeavesTheSessionUsable() {
    String story = generate(STORY.withMaxTokens(20)).text();
    IllegalStateException thrown = new IllegalStateException("enough");
    IllegalStateException found =
        assertThrows(
            IllegalStateException.class,
            () ->
                session.generate(
                    STORY.withMaxTokens(20),
                    _ -> {
                      throw thrown;
                    }));
    assertSame(thrown, found);
    assertEquals(story, generate(STORY.withMaxTokens(20)).text());
  }

  @Test
  void anEngineMayBeClosedTwice() throws IOException {
    Engine other = Engine.load(TestModels.bundled());
    other.close();
    assertDoesNotThrow(other::close);
  }

  @Test
  void sessionsThatAdvanceTogetherGetTheirOwnLogits() {
    float[] together = new float[2 * engine.config().vocabularySize()];
    float[] alone = new float[engine.config().vocabularySize()];
    try (Session other = engine.newSession(20)) {
      session.begin(new int[] {1, 403, 407}, alone);
      other.begin(new int[] {1, 261}, alone);
      engine.advance(List.of(session, other), new int[] {378, 432}, together);
      assertArrayEquals(
          session.logits(1, 403, 407, 378), Arrays.copyOf(together, alone.length), 1e-5f);
      assertArrayEquals(
          other.logits(1, 261, 432),
          Arrays.copyOfRange(together, alone.length, together.length),
          1e-5f);
    }
  }
}
