package dev.nibble.tokenizer.constrain;

/** How far a text has come in its grammar. Immutable; safe for use by several threads. */
public final class ConstraintPosition {
  private final Constraint constraint;
  private final State state;

  ConstraintPosition(Constraint constraint, State state) {
    this.constraint = constraint;
    this.state = state;
  }

  /**
   * Which tokens may come next. Those that end a text, or begin another one, are among them where
   * it may end. Where the vocabulary cannot spell what the grammar asks for, it is empty.
   *
   * @return the tokens
   * @throws ConstraintLimitException if the grammar is too ambiguous
   */
  public TokenMask mask() {
    return constraint.mask(state);
  }

  /**
   * The place behind one more token.
   *
   * @param id the token
   * @return the place
   * @throws IllegalArgumentException if it is not in the mask, or ends the text
   * @throws ConstraintLimitException if the grammar is too ambiguous
   */
  public ConstraintPosition after(int id) {
    return new ConstraintPosition(constraint, constraint.after(state, id));
  }

  /** Whether the text may end here. */
  public boolean isComplete() {
    return state.isComplete();
  }

  /** Whether the text has to end here: it is complete, and nothing may follow. */
  public boolean isOver() {
    return state.isLast();
  }
}
