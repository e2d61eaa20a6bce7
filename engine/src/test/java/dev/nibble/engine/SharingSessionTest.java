package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.cache.KvPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sessions compute that share, with kernels that take one token as many. */
final class SharingSessionTest {
  private static final GenerationRequest STORY =
      GenerationRequest.of("Once upon a time").withMaxTokens(40);

  private Engine engine;

  @BeforeEach
  void load() throws IOException {
    engine =
        Engine.load(
            TestModels.bundled(),
            EngineOptions.defaults()
                .withKernels(KernelChoice.SCALAR)
                .withThreads(1)
                .withContextLength(256));
  }

  @AfterEach
  void unload() {
    engine.close();
  }

  private Generation shared(GenerationRequest request) {
    try (Session session = engine.newSharingSession()) {
      return session.generate(request, TextListener.IGNORE);
    }
  }

  private Generation alone(GenerationRequest request) {
    try (Session session = engine.newSession()) {
      return session.generate(request, TextListener.IGNORE);
    }
  }

  private static GenerationRequest goingOn(Generation story, String more) {
    return STORY.withPrompt(STORY.prompt() + story.text() + more);
  }

  /** Tokens of whole blocks with which a prompt begins as an earlier text. */
  private static int common(Generation earlier, Generation later) {
    List<Integer> computed =
        Stream.concat(
                earlier.promptIds().stream(),
                earlier.ids().subList(0, earlier.ids().size() - 1).stream())
            .toList();
    int same = Arrays.mismatch(computed.toArray(), later.promptIds().toArray());
    return same / KvPool.BLOCK * KvPool.BLOCK;
  }

  @Test
  void aPromptThatBeginsAsATextOfAClosedSessionIsComputedBehindItsBlocks() {
    Generation first = shared(STORY);
    GenerationRequest request = goingOn(first, " The dog");
    Generation second = shared(request);
    assertEquals(0, first.meters().restoredTokens());
    assertTrue(common(first, second) >= 2 * KvPool.BLOCK, () -> "" + common(first, second));
    assertEquals(common(first, second), second.meters().restoredTokens());
    assertEquals(alone(request).ids(), second.ids());
  }

  @Test
  void sessionsOfTheirOwnNeitherFindNorAreFound() {
    Generation first = shared(STORY);
    GenerationRequest request = goingOn(first, "");
    assertEquals(0, alone(request).meters().restoredTokens());
    GenerationRequest other = STORY.withPrompt("The red ball was in the big box. ".repeat(3));
    alone(other);
    assertEquals(0, shared(other).meters().restoredTokens());
  }

  @Test
  void theLastTokenOfAPromptIsComputedForItsLogits() {
    int[] ids = STORY.promptIds(engine.tokenizer());
    String words = " a".repeat(2 * KvPool.BLOCK - ids.length);
    GenerationRequest blocks = STORY.withPrompt(STORY.prompt() + words);
    Generation first = shared(blocks);
    assertEquals(2 * KvPool.BLOCK, first.promptIds().size());
    Generation second = shared(blocks);
    assertEquals(KvPool.BLOCK, second.meters().restoredTokens());
    assertEquals(first.ids(), second.ids());
  }

  @Test
  void whatClosedSessionsComputedGivesWayToOthers() throws IOException {
    long memory = 256 / KvPool.BLOCK * engine.kvMeters().blockBytes();
    EngineOptions options =
        EngineOptions.defaults().withThreads(1).withContextLength(256).withKvMemoryBytes(memory);
    try (Engine small = Engine.load(TestModels.bundled(), options)) {
      for (int i = 0; i < 2; i++) {
        try (Session session = small.newSharingSession()) {
          Generation full =
              session.generate(
                  GenerationRequest.of("Story " + i).withIgnoreEos(true), TextListener.IGNORE);
          assertEquals(StopReason.CONTEXT_END, full.stopReason());
        }
      }
      assertEquals(16, small.kvMeters().capacity());
      assertTrue(small.kvMeters().evictions() > 0);
    }
  }

  @Test
  void aRestoredSequenceIsSharedToo(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("story");
    Generation first;
    try (Session session = engine.newSession()) {
      first = session.generate(STORY, TextListener.IGNORE);
      session.save(file);
    }
    try (Session session = engine.newSharingSession()) {
      session.restore(file);
      Generation second = shared(goingOn(first, " The dog"));
      assertEquals(common(first, second), second.meters().restoredTokens());
    }
  }

  @Test
  void conversationsThatBeginAlikeAtTheSameTimeEndAsEachWouldAlone()
      throws InterruptedException, ExecutionException {
    Generation story = alone(STORY);
    List<String> ends = List.of(" The dog", " The cat", " A bird", " Tim");
    List<List<Integer>> expected =
        ends.stream().map(end -> alone(goingOn(story, end)).ids()).toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(ends.size())) {
      for (int round = 0; round < 5; round++) {
        List<Future<Generation>> texts = new ArrayList<>();
        for (String end : ends) {
          texts.add(threads.submit(() -> drafted(goingOn(story, end))));
        }
        for (int i = 0; i < ends.size(); i++) {
          assertEquals(expected.get(i), texts.get(i).get().ids(), ends.get(i));
        }
      }
    }
    assertTrue(engine.kvMeters().hits() >= 16, () -> engine.kvMeters().toString());
  }

  /** Guesses, so that sequences are cut off in the middle of blocks that others may have found. */
  private Generation drafted(GenerationRequest request) {
    try (Session session = engine.newSharingSession()) {
      return session.generate(request, TextListener.IGNORE, new PromptLookup());
    }
  }
}
