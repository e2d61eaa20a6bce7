package dev.nibble.tokenizer.constrain;

import org.jspecify.annotations.Nullable;

/**
 * The top of a stack of places to return to; the empty stack is null. Equal stacks of an automaton
 * are one object, and have one number.
 */
final class Frame {
  /** The frame of a rule counts nothing. */
  static final int CALL = -1;

  /** The number of the empty stack. */
  static final int EMPTY = 0;

  private final int id;
  private final int node;
  private final int count;
  private final @Nullable Frame parent;
  private final boolean counting;

  /** What {@link Frames#near} has found, by the number of the span. */
  private final @Nullable Frame[] near;

  /**
   * Creates a frame.
   *
   * @param id the number
   * @param node where a rule goes on, or the {@link Node.Repeat} that counts
   * @param count how often the body was entered; {@link #CALL} for the frame of a rule
   * @param parent what is below
   * @param spans how many there are
   */
  Frame(int id, int node, int count, @Nullable Frame parent, int spans) {
    this.id = id;
    this.node = node;
    this.count = count;
    this.parent = parent;
    counting = count != CALL || isCounting(parent);
    near = new Frame[counting ? spans : 0];
  }

  static int idOf(@Nullable Frame frame) {
    return frame == null ? EMPTY : frame.id;
  }

  /** Whether a frame of a stack counts. */
  static boolean isCounting(@Nullable Frame stack) {
    return stack != null && stack.counting;
  }

  int node() {
    return node;
  }

  int count() {
    return count;
  }

  @Nullable Frame parent() {
    return parent;
  }

  @Nullable Frame near(int span) {
    return near[span];
  }

  void near(int span, Frame stack) {
    near[span] = stack;
  }

  /** What it takes in memory, about, its key included. */
  long bytes() {
    return 120 + 4L * near.length;
  }
}
