package dev.nibble.tests.architecture;

/**
 * The sizes of a small model.
 *
 * @param layers blocks
 * @param width channels of the residual stream
 * @param heads query heads
 * @param kvHeads key/value heads
 * @param headSize channels of a head
 * @param feedForward channels inside the feed-forward block
 */
record Sizes(int layers, int width, int heads, int kvHeads, int headSize, int feedForward) {
  /** Two blocks, two queries for each key, and no two sizes that are equal by chance. */
  static final Sizes USUAL = new Sizes(2, 32, 4, 2, 8, 44);

  /** Heads with enough rotary frequencies for a scaling that treats them differently. */
  static final Sizes LARGE_HEADS = new Sizes(2, 48, 3, 1, 16, 44);

  Sizes withLayers(int count) {
    return new Sizes(count, width, heads, kvHeads, headSize, feedForward);
  }

  /** Heads of another size: together they are as wide as the model no longer. */
  Sizes withHeadSize(int channels) {
    return new Sizes(layers, width, heads, kvHeads, channels, feedForward);
  }

  int attentionWidth() {
    return heads * headSize;
  }

  int kvWidth() {
    return kvHeads * headSize;
  }
}
