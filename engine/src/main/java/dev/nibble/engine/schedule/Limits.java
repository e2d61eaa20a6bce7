package dev.nibble.engine.schedule;

import dev.nibble.engine.cache.KvPool;

/**
 * How much goes through the model at once.
 *
 * @param sequences how many sequences have memory at a time
 * @param tokens how many tokens a forward pass has at most
 */
public record Limits(int sequences, int tokens) {

  /**
   * Checks that prompts get on beside sequences that take a token each.
   *
   * @throws IllegalArgumentException if they do not
   */
  public Limits {
    if (sequences < 1 || tokens < sequences + KvPool.BLOCK) {
      throw new IllegalArgumentException(
          "%d tokens a pass for %d sequences, expected 1 sequence or more, and %d tokens more than sequences"
              .formatted(tokens, sequences, KvPool.BLOCK));
    }
  }
}
