package dev.nibble.engine;

/**
 * How much a {@link Batcher} does at once.
 *
 * @param sequences how many sequences have memory at a time, 1 or more
 * @param stepTokens how many tokens go through the model in a step at most: prompts are cut into
 *     chunks, so that a long one does not keep the others waiting; at least 16 more than sequences,
 *     and at most 512
 */
public record BatchOptions(int sequences, int stepTokens) {
  /** 32 sequences, 256 tokens a step. */
  public static BatchOptions defaults() {
    return new BatchOptions(32, 256);
  }

  /**
   * The same with another number of sequences.
   *
   * @param count how many have memory at a time
   * @return the options
   */
  public BatchOptions withSequences(int count) {
    return new BatchOptions(count, stepTokens);
  }

  /**
   * The same with another number of tokens.
   *
   * @param count how many go through the model in a step at most
   * @return the options
   */
  public BatchOptions withStepTokens(int count) {
    return new BatchOptions(sequences, count);
  }
}
