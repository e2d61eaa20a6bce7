package dev.nibble.engine.kernel;

/**
 * The heads of an attention layer: multi-head where the two counts are equal, multi-query where
 * there is one key/value head, grouped between.
 *
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads key/value heads
 * @param headSize channels of a head
 * @param scale the factor on each score, 1 / sqrt(headSize) in most models
 */
public record AttentionShape(int heads, int kvHeads, int headSize, float scale) {

  /** Floats of a token's queries. */
  public int width() {
    return heads * headSize;
  }

  /** Floats of a token's keys, or of its values. */
  public int kvWidth() {
    return kvHeads * headSize;
  }

  /**
   * The key/value head that a query head reads.
   *
   * @param head the query head
   * @return the key/value head
   */
  public int kvHead(int head) {
    return head / (heads / kvHeads);
  }
}
