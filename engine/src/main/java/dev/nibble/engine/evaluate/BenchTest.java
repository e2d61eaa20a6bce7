package dev.nibble.engine.evaluate;

import dev.nibble.engine.architecture.ForwardWork;

/**
 * What a benchmark times: a prompt, tokens one at a time, or these behind that; of one sequence, or
 * of several whose tokens go through the model together.
 *
 * @param promptTokens tokens of the prompt; 0 for none
 * @param generatedTokens tokens that are run one at a time behind it; 0 for none
 * @param sequences how many sequences; their prompts are run one after the other
 */
public record BenchTest(int promptTokens, int generatedTokens, int sequences) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, or there is nothing to time
   */
  public BenchTest {
    if (sequences < 1) {
      throw new IllegalArgumentException(
          "a benchmark of %d sequences, expected 1 or more".formatted(sequences));
    }
    if (promptTokens < 0 || generatedTokens < 0 || promptTokens + generatedTokens == 0) {
      throw new IllegalArgumentException(
          "a benchmark of %d prompt and %d generated tokens, expected 0 or more, and one at least"
              .formatted(promptTokens, generatedTokens));
    }
  }

  /**
   * The test of one sequence.
   *
   * @param promptTokens tokens of the prompt; 0 for none
   * @param generatedTokens tokens that are run one at a time behind it; 0 for none
   */
  public BenchTest(int promptTokens, int generatedTokens) {
    this(promptTokens, generatedTokens, 1);
  }

  /** Positions of a sequence. */
  public int positions() {
    return promptTokens + generatedTokens;
  }

  /** All tokens that are run. */
  public int tokens() {
    return sequences * positions();
  }

  /**
   * What the field calls it: {@code pp512}, {@code tg128}, {@code pp512+tg128}, and {@code tg128
   * x16} with 16 sequences.
   */
  public String name() {
    return sequences == 1 ? nameOfOne() : nameOfOne() + " x" + sequences;
  }

  private String nameOfOne() {
    String prompt = promptTokens == 0 ? "" : "pp" + promptTokens;
    String generated = generatedTokens == 0 ? "" : "tg" + generatedTokens;
    return prompt.isEmpty() || generated.isEmpty() ? prompt + generated : prompt + "+" + generated;
  }

  /**
   * Multiply-adds of the prompts, which are bound by arithmetic, and of the tokens of several
   * sequences, which may be.
   *
   * @param work of the model
   */
  long multiplyAdds(ForwardWork work) {
    long sum = promptTokens == 0 ? 0 : work.multiplyAdds(promptTokens);
    for (int i = 0; sequences > 1 && i < generatedTokens; i++) {
      sum += work.multiplyAddsAt(promptTokens + i);
    }
    return sequences * sum;
  }

  /**
   * Bytes read for the generated tokens, which are bound by memory.
   *
   * @param work of the model
   */
  long bytesRead(ForwardWork work) {
    long sum = 0;
    for (int i = 0; i < generatedTokens; i++) {
      sum += work.bytesRead(promptTokens + i, sequences);
    }
    return sum;
  }
}
