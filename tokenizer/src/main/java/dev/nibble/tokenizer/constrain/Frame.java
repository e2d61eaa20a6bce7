package dev.nibble.tokenizer.constrain;

/**
 * The top of a stack of places to return to; the empty stack is null. Equal stacks of an automaton
 * are one object, and have one number.
 *
 * @param id the number
 * @param node where a rule goes on, or the {@link Node.Repeat} that counts
 * @param count how often the body was entered; {@link #CALL} for the frame of a rule
 * @param parent what is below
 */
record Frame(int id, int node, int count, Frame parent) {
  /** The frame of a rule counts nothing. */
  static final int CALL = -1;

  /** The number of the empty stack. */
  static final int EMPTY = 0;

  static int idOf(Frame frame) {
    return frame == null ? EMPTY : frame.id;
  }
}
