package dev.nibble.cli;

import dev.nibble.engine.BatchOptions;
import dev.nibble.engine.BatchedGeneration;
import dev.nibble.engine.Batcher;
import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Continuations of one prompt with different seeds. They go through the model together: one
 * computes the common blocks of the prompt while the others wait, and then all share them.
 */
final class SampledTexts {
  private SampledTexts() {}

  static TextSet generate(Engine engine, GenerationRequest request, int samples) {
    if (samples < 1) {
      throw new IllegalArgumentException(samples + " samples, expected 1 or more");
    }
    long seed = request.sampling().seed();
    long begin = System.nanoTime();
    KvPeak peak = new KvPeak(engine);
    List<BatchedGeneration> texts = new ArrayList<>();
    try (Batcher batcher = engine.newBatcher(BatchOptions.defaults())) {
      for (int i = 0; i < samples; i++) {
        SamplingOptions sampling = request.sampling().withSeed(seed + i);
        texts.add(batcher.submit(request.withSampling(sampling), 0, TextListener.IGNORE));
      }
      boolean more = true;
      while (more) {
        more = batcher.step();
        peak.look();
      }
    }
    List<TextSet.Text> done = new ArrayList<>();
    for (BatchedGeneration text : texts) {
      Generation generation = generation(text);
      long its = seed + done.size();
      done.add(
          new TextSet.Text(
              generation.text(),
              generation.ids(),
              generation.stopReason(),
              "seed " + its,
              object -> object.put("seed", its)));
    }
    return new TextSet("samples", request, done, System.nanoTime() - begin, peak);
  }

  private static Generation generation(BatchedGeneration text) {
    try {
      return text.result().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }
}
