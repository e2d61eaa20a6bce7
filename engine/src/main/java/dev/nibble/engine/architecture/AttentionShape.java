package dev.nibble.engine.architecture;

/**
 * The heads of an attention layer: multi-head where the two counts are equal, multi-query where
 * there is one key/value head, grouped between.
 *
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads key/value heads
 * @param headSize channels of a head
 * @param scale the factor on each score, 1 / sqrt(headSize) in most models
 * @param softCap where over 0, a score {@code s} becomes {@code softCap * tanh(s / softCap)} (Gemma
 *     2, Rivière et al. 2024)
 * @param window how many positions a token sees, itself included; {@link #ALL_POSITIONS} for no
 *     limit
 */
public record AttentionShape(
    int heads, int kvHeads, int headSize, float scale, float softCap, int window) {
  /** No sliding window: a token sees all that stands before it. */
  public static final int ALL_POSITIONS = Integer.MAX_VALUE;

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

  /**
   * The first position that a token sees.
   *
   * @param position where the token stands
   * @return 0, or the beginning of its window
   */
  public int firstSeen(int position) {
    return Math.max(0, position - window + 1);
  }
}
