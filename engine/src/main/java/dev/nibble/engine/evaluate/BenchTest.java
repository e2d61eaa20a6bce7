package dev.nibble.engine.evaluate;

import dev.nibble.engine.architecture.ForwardWork;

/**
 * What a benchmark times: a prompt, tokens one at a time, or these behind that.
 *
 * @param promptTokens tokens of the prompt; 0 for none
 * @param generatedTokens tokens that are run one at a time behind it; 0 for none
 */
public record BenchTest(int promptTokens, int generatedTokens) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative, or there is nothing to time
   */
  public BenchTest {
    if (promptTokens < 0 || generatedTokens < 0 || promptTokens + generatedTokens == 0) {
      throw new IllegalArgumentException(
          "a benchmark of %d prompt and %d generated tokens, expected 0 or more, and one at least"
              .formatted(promptTokens, generatedTokens));
    }
  }

  /** All tokens that are run. */
  public int tokens() {
    return promptTokens + generatedTokens;
  }

  /** What the field calls it: {@code pp512}, {@code tg128}, {@code pp512+tg128}. */
  public String name() {
    String prompt = promptTokens == 0 ? "" : "pp" + promptTokens;
    String generated = generatedTokens == 0 ? "" : "tg" + generatedTokens;
    return prompt.isEmpty() || generated.isEmpty() ? prompt + generated : prompt + "+" + generated;
  }

  /**
   * Multiply-adds of the prompt, which is bound by arithmetic.
   *
   * @param work of the model
   */
  long multiplyAdds(ForwardWork work) {
    return promptTokens == 0 ? 0 : work.multiplyAdds(promptTokens);
  }

  /**
   * Bytes read for the generated tokens, which are bound by memory.
   *
   * @param work of the model
   */
  long bytesRead(ForwardWork work) {
    long sum = 0;
    for (int i = 0; i < generatedTokens; i++) {
      sum += work.bytesRead(promptTokens + i);
    }
    return sum;
  }
}
