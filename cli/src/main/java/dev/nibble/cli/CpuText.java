package dev.nibble.cli;

import dev.nibble.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the CPU alone writes, and how fast.
 *
 * @param ids the tokens
 * @param margins how much more likely each was than the next, in logits
 * @param perSecond tokens a second
 */
record CpuText(List<Integer> ids, List<Double> margins, OptionalDouble perSecond) {
  /** Java compiles meanwhile. */
  private static final long LEAST_NANOS = 1_000_000_000;

  /**
   * Writes a text, again and again for a second; the last time counts.
   *
   * @param engine a model that no device has layers of
   * @param prompt what is continued
   * @param tokens how many tokens
   */
  static CpuText of(Engine engine, int[] prompt, int tokens) {
    long begin = System.nanoTime();
    CpuText text;
    try (GreedyText greedy = new GreedyText(engine, prompt.length + tokens)) {
      do {
        text = once(greedy, prompt, tokens);
      } while (System.nanoTime() - begin < LEAST_NANOS);
    }
    return text;
  }

  private static CpuText once(GreedyText greedy, int[] prompt, int tokens) {
    List<Integer> ids = new ArrayList<>();
    List<Double> margins = new ArrayList<>();
    long nanos = 0;
    greedy.begin(prompt);
    for (int i = 0; i < tokens; i++) {
      ids.add(greedy.best());
      margins.add(greedy.margin());
      nanos += greedy.advance();
    }
    return new CpuText(ids, margins, OptionalDouble.of(tokens * 1e9 / nanos));
  }
}
