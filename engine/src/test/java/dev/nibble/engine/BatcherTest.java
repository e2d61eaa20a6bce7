package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many texts at once, on the bundled model: each is what it would be by itself. */
final class BatcherTest {
  private static final List<String> BEGINNINGS =
      List.of(
          "Once upon a time",
          "Once upon a time, there was a little girl named Lily. She loved to play outside",
          "Tom and his dog went to the park. They saw a big tree with red apples",
          "The sun was",
          "One day");

  private static Engine scalar;

  @BeforeAll
  static void load() throws IOException {
    scalar = load(KernelChoice.SCALAR, 0);
  }

  private static Engine load(KernelChoice kernels, long kvMemory) throws IOException {
    return Engine.load(
        TestModels.bundled(),
        EngineOptions.defaults().withKernels(kernels).withKvMemoryBytes(kvMemory));
  }

  @AfterAll
  static void unload() {
    scalar.close();
  }

  @AfterEach
  void allBlocksAreBackInThePool() {
    assertEquals(0, scalar.kvMeters().used());
  }

  private static GenerationRequest request(RandomGenerator random) {
    GenerationRequest request =
        GenerationRequest.of(BEGINNINGS.get(random.nextInt(BEGINNINGS.size())))
            .withMaxTokens(random.nextInt(1, 40))
            .withIgnoreEos(true);
    return random.nextBoolean()
        ? request
        : request.withSampling(SamplingOptions.random(0.9f, random.nextInt(1000)));
  }

  private static BatchedGeneration submit(Batcher batcher, GenerationRequest request) {
    return batcher.submit(request, 0, TextListener.IGNORE);
  }

  private static void finish(Batcher batcher) {
    while (batcher.step()) {
      // All work is in the condition.
    }
  }

  private static Generation alone(Engine engine, GenerationRequest request) {
    try (Session session = engine.newSession()) {
      return session.generate(request, TextListener.IGNORE);
    }
  }

  @ParameterizedTest(name = "{0} at once")
  @ValueSource(ints = {1, 2, 7, 32})
  void textsAreThoseOfLoneGenerations(int count) throws IOException {
    Map<GenerationRequest, List<Integer>> alone = new HashMap<>();
    // 12 blocks hold the longest text and little more: sequences lose their memory to others.
    long blockBytes = scalar.kvMeters().blockBytes();
    long preemptions = 0;
    for (int seed = 0; seed < 200 / count; seed++) {
      RandomGenerator random = new SplittableRandom(seed);
      try (Engine engine = load(KernelChoice.SCALAR, 12 * blockBytes);
          Batcher batcher =
              engine.newBatcher(BatchOptions.defaults().withStepTokens(48 + random.nextInt(99)))) {
        Map<BatchedGeneration, GenerationRequest> texts = new HashMap<>();
        List<BatchedGeneration> cancelled = new ArrayList<>();
        while (texts.size() < count) {
          GenerationRequest request = request(random);
          BatchedGeneration text = batcher.submit(request, random.nextInt(2), TextListener.IGNORE);
          texts.put(text, request);
          if (random.nextInt(8) == 0) {
            text.cancel();
            cancelled.add(text);
          }
          if (random.nextBoolean()) {
            batcher.step();
          }
        }
        finish(batcher);
        preemptions += batcher.meters().preemptions();
        assertEquals(0, engine.kvMeters().used());
        texts.forEach((text, request) -> {
          Generation generation = text.result().join();
          List<Integer> expected = alone.computeIfAbsent(request, r -> alone(scalar, r).ids());
          if (cancelled.contains(text)) {
            expected = expected.subList(0, generation.ids().size());
          }
          assertEquals(expected, generation.ids(), () -> request.toString());
        });
      }
    }
    if (count > 2) {
      assertTrue(preemptions > 0, "no sequence ever lost its memory");
    }
  }

  /** Beside 7 others or more the vector kernels add in another order than alone. */
  @Test
  void vectorKernelsPartOnlyWhereTwoTokensAreAsLikely() throws IOException {
    try (Engine engine = load(KernelChoice.VECTOR, 0);
        Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
      List<BatchedGeneration> texts = new ArrayList<>();
      List<GenerationRequest> requests = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        requests.add(
            GenerationRequest.of(BEGINNINGS.get(i % 5) + " " + i)
                .withMaxTokens(60)
                .withIgnoreEos(true));
        texts.add(submit(batcher, requests.get(i)));
      }
      finish(batcher);
      for (int i = 0; i < texts.size(); i++) {
        Generation together = texts.get(i).result().join();
        assertSameUpToAMargin(alone(engine, requests.get(i)), together, engine);
      }
    }
  }

  private static void assertSameUpToAMargin(Generation alone, Generation other, Engine engine) {
    int same = 0;
    while (same < alone.ids().size() && alone.ids().get(same).equals(other.ids().get(same))) {
      same++;
    }
    if (same < alone.ids().size()) {
      List<Integer> ids = new ArrayList<>(alone.promptIds());
      ids.addAll(alone.ids().subList(0, same));
      try (Session session = engine.newSession()) {
        float[] logits = session.logits(ids.stream().mapToInt(Integer::intValue).toArray());
        float margin = logits[alone.ids().get(same)] - logits[other.ids().get(same)];
        assertTrue(margin < 1e-3, () -> "the texts part at a margin of " + margin);
      }
    }
  }

  @Test
  void textStreamsAndEndsAsItDoesAlone() {
    StringBuilder streamed = new StringBuilder();
    GenerationRequest story =
        GenerationRequest.of("Once upon a time").withMaxTokens(80).withStops(List.of("loved"));
    try (Batcher batcher = scalar.newBatcher(BatchOptions.defaults())) {
      BatchedGeneration text =
          batcher.submit(
              story,
              0,
              piece -> {
                streamed.append(piece);
                return true;
              });
      assertFalse(text.result().isDone());
      finish(batcher);
      Generation generation = text.result().join();
      assertEquals(alone(scalar, story).text(), generation.text());
      assertEquals(generation.text(), streamed.toString());
      assertEquals(StopReason.STOP_STRING, generation.stopReason());
      assertTrue(generation.meters().firstTokenSeconds() > 0);
    }
  }

  @Test
  void aListenerThatWantsNoMoreOrFailsEndsItsOwnTextAlone() {
    GenerationRequest story = GenerationRequest.of("One day").withMaxTokens(20);
    try (Batcher batcher = scalar.newBatcher(BatchOptions.defaults())) {
      BatchedGeneration stopped = batcher.submit(story, 0, _ -> false);
      BatchedGeneration failed =
          batcher.submit(
              story,
              0,
              _ -> {
                throw new IllegalStateException("the reader is gone");
              });
      BatchedGeneration whole = submit(batcher, story);
      finish(batcher);
      assertEquals(StopReason.CANCELLED, stopped.result().join().stopReason());
      CompletionException e = assertThrows(CompletionException.class, () -> failed.result().join());
      assertEquals("the reader is gone", e.getCause().getMessage());
      assertEquals(alone(scalar, story).ids(), whole.result().join().ids());
    }
  }

  @Test
  void aTextThatCanNeverFitIsRefusedWithTheArithmetic() throws IOException {
    long blockBytes = scalar.kvMeters().blockBytes();
    try (Engine engine = load(KernelChoice.SCALAR, 3 * blockBytes);
        Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
      GenerationRequest story = GenerationRequest.of("One day");
      KvMemoryException e =
          assertThrows(KvMemoryException.class, () -> submit(batcher, story.withMaxTokens(100)));
      assertTrue(e.getMessage().contains(" positions take 7 blocks of "), e.getMessage());
      assertEquals(7 * blockBytes, e.requiredBytes());
      assertEquals(3 * blockBytes, e.availableBytes());
      assertFalse(batcher.step());
      BatchedGeneration text = submit(batcher, story.withMaxTokens(-1).withIgnoreEos(true));
      finish(batcher);
      assertEquals(StopReason.MEMORY_END, text.result().join().stopReason());
      Generation generation = text.result().join();
      assertEquals(48, generation.promptIds().size() + generation.ids().size() - 1);
    }
  }

  @Test
  void promptsThatNoSequenceCanBeginWithAreRefused() {
    try (Batcher batcher = scalar.newBatcher(BatchOptions.defaults())) {
      String tooLong = "Once upon a time ".repeat(400);
      assertThrows(
          ContextOverflowException.class, () -> submit(batcher, GenerationRequest.of(tooLong)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> scalar.newBatcher(BatchOptions.defaults().withStepTokens(513)));
    assertThrows(
        IllegalArgumentException.class, () -> scalar.newBatcher(new BatchOptions(100, 100)));
  }

  @Test
  void theContextEndsAText() throws IOException {
    try (Engine engine =
            Engine.load(TestModels.bundled(), EngineOptions.defaults().withContextLength(40));
        Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
      GenerationRequest story =
          GenerationRequest.of("One day").withMaxTokens(-1).withIgnoreEos(true);
      BatchedGeneration text = submit(batcher, story);
      finish(batcher);
      Generation generation = text.result().join();
      assertEquals(StopReason.CONTEXT_END, generation.stopReason());
      assertEquals(alone(engine, story).ids(), generation.ids());
    }
  }

  @Test
  void closingEndsWhatIsNotOver() {
    BatchedGeneration running;
    BatchedGeneration waiting;
    try (Batcher batcher = scalar.newBatcher(BatchOptions.defaults())) {
      running = submit(batcher, GenerationRequest.of("One day").withMaxTokens(50));
      batcher.step();
      batcher.step();
      waiting = submit(batcher, GenerationRequest.of("One day"));
    }
    assertEquals(2, running.result().join().ids().size());
    assertEquals(StopReason.CANCELLED, waiting.result().join().stopReason());
    assertInstanceOf(Generation.class, waiting.result().join());
  }
}
