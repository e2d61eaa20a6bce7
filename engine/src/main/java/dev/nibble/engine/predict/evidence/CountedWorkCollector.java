package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.Session;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.predict.evidence.WorkCounter.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Runs a prompt and one more token with kernels that count, and then the prompt again with kernels
 * that do not, to time it. All of it on the CPU.
 */
public final class CountedWorkCollector {
  private static final double NANOS_PER_SECOND = 1e9;

  /** The prompt is timed as often at least. */
  private static final int LEAST_RUNS = 3;

  private final Path file;
  private final EngineOptions options;
  private final String text;

  /**
   * Prepares a count.
   *
   * @param file a GGUF file
   * @param options how to run it; whether it is on a device is of no matter
   * @param text whose first tokens are the prompt; once more from its beginning where it is shorter
   */
  public CountedWorkCollector(Path file, EngineOptions options, String text) {
    this.file = file;
    this.options = options.withOffload(OffloadOptions.of(GpuChoice.OFF));
    this.text = text;
  }

  /**
   * Counts, and takes the time.
   *
   * @param promptTokens tokens of the prompt, fewer than the context has positions
   * @param limit how long the prompt is timed, but three times in any case
   * @return what was counted; the time is the shortest: other work on the machine makes it longer,
   *     never shorter
   * @throws IOException if the file cannot be loaded
   * @throws IllegalArgumentException if the text has no token, or the context is shorter
   */
  public CountedWork collect(int promptTokens, Duration limit) throws IOException {
    WorkCounter counter = new WorkCounter();
    int[] prompt;
    Work ofPrompt;
    try (Engine engine = Engine.load(file, options, counter);
        Session session = engine.newSession(promptTokens + 1)) {
      int[] ids = LeadingTokens.of(engine.tokenizer(), text, promptTokens + 1);
      prompt = Arrays.copyOf(ids, promptTokens);
      float[] logits = new float[engine.config().vocabularySize()];
      session.begin(prompt, logits);
      ofPrompt = counter.take();
      session.advance(ids[promptTokens], logits);
    }
    Work ofToken = counter.take();
    return new CountedWork(
        promptTokens,
        ofPrompt.products(),
        ofPrompt.attention(),
        promptTokens,
        ofToken.products(),
        ofToken.attention(),
        ofToken.weightBytes(),
        ofToken.kvBytes(),
        seconds(prompt, limit));
  }

  private double seconds(int[] prompt, Duration limit) throws IOException {
    try (Engine engine = Engine.load(file, options);
        Session session = engine.newSession(prompt.length)) {
      float[] logits = new float[engine.config().vocabularySize()];
      final long begin = System.nanoTime();
      long shortest = Long.MAX_VALUE;
      int runs = 0;
      while (runs < LEAST_RUNS || System.nanoTime() - begin < limit.toNanos()) {
        long start = System.nanoTime();
        session.begin(prompt, logits);
        shortest = Math.min(shortest, System.nanoTime() - start);
        runs++;
      }
      return shortest / NANOS_PER_SECOND;
    }
  }
}
