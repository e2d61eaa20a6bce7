package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.BatchMeters;
import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Several texts of one prompt, with different seeds, in one batcher. */
final class SampledTogetherTest {
  private static final int SAMPLES = 8;
  private static final int BLOCK = 16;

  private static Engine engine;

  @BeforeAll
  static void load() throws IOException {
    engine =
        Engine.load(
            TestModels.bundled(), EngineOptions.defaults().withKernels(KernelChoice.SCALAR));
  }

  @AfterAll
  static void unload() {
    engine.close();
  }

  private static GenerationRequest seeded(GenerationRequest request, long seed) {
    return request.withSampling(SamplingOptions.random(1, seed));
  }

  /** What a batcher did, and the most blocks that were shared meanwhile. */
  private record Run(List<Generation> texts, BatchMeters meters, int shared) {}

  private static Run together(GenerationRequest request) {
    try (Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
      List<BatchedGeneration> texts = new ArrayList<>();
      for (int seed = 0; seed < SAMPLES; seed++) {
        texts.add(batcher.submit(seeded(request, seed), 0, TextListener.IGNORE));
      }
      int shared = 0;
      boolean more = true;
      while (more) {
        more = batcher.step();
        shared = Math.max(shared, engine.kvMeters().shared());
      }
      List<Generation> done = texts.stream().map(text -> text.result().join()).toList();
      return new Run(done, batcher.meters(), shared);
    }
  }

  @Test
  void areWhatEachWouldBeAlone() {
    GenerationRequest request = GenerationRequest.of("Once upon a time").withMaxTokens(60);
    List<List<Integer>> alone;
    try (Session session = engine.newSession()) {
      alone =
          LongStream.range(0, SAMPLES)
              .mapToObj(seed -> session.generate(seeded(request, seed), TextListener.IGNORE).ids())
              .toList();
    }
    assertEquals(SAMPLES, alone.stream().distinct().count(), "seeds differ");
    assertEquals(alone, together(request).texts.stream().map(Generation::ids).toList());
  }

  @Test
  void computeThePromptOnce() {
    GenerationRequest request = GenerationRequest.of("a ".repeat(99).strip()).withMaxTokens(1);
    assertEquals(100, request.promptIds(engine.tokenizer()).length);
    Run run = together(request);
    long others = run.meters.computedTokens() - 100;
    assertTrue(others >= SAMPLES - 1, "each computes its last token: " + others);
    assertTrue(others <= (SAMPLES - 1) * BLOCK, "but at most a block: " + others);
    assertEquals((SAMPLES - 1) * 96, run.meters.foundTokens());
  }

  @Test
  void shareTheFullBlocksOfThePrompt() {
    GenerationRequest request = GenerationRequest.of("The dog ran. ".repeat(20)).withMaxTokens(10);
    Run run = together(request);
    int blocks = request.promptIds(engine.tokenizer()).length / BLOCK;
    assertTrue(blocks > 3, "a prompt of some blocks");
    assertTrue(run.shared >= blocks, run.shared + " shared of " + blocks);
    assertEquals(0, engine.kvMeters().used());
    assertEquals(0, engine.kvMeters().shared());
  }
}
