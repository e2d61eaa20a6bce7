package dev.nibble.engine.kernel.vector;

import dev.nibble.engine.architecture.AttentionShape;

/** Query heads that go together: some or all of those that read the same keys and values. */
final class HeadSlices {
  /** The most heads of a slice: what registers and second-level cache hold. */
  static final int HEADS = 4;

  private HeadSlices() {}

  /** Slices of all heads. */
  static int count(AttentionShape shape) {
    return shape.kvHeads() * perGroup(shape);
  }

  /**
   * The first query head of a slice, or one past the last head.
   *
   * @param slice from 0 to the {@link #count}
   */
  static int begin(AttentionShape shape, int slice) {
    int perGroup = perGroup(shape);
    int group = group(shape);
    return slice / perGroup * group + slice % perGroup * group / perGroup;
  }

  /**
   * One past the last head that goes together with a head.
   *
   * @param head the first of them
   * @param toHead one past the last head in question
   */
  static int end(AttentionShape shape, int head, int toHead) {
    int group = group(shape);
    int groupEnd = (head / group + 1) * group;
    return Math.min(Math.min(head + HEADS, toHead), groupEnd);
  }

  private static int group(AttentionShape shape) {
    return shape.heads() / shape.kvHeads();
  }

  private static int perGroup(AttentionShape shape) {
    return Math.ceilDiv(group(shape), HEADS);
  }
}
