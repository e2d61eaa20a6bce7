package dev.nibble.engine.predict;

/** Is told how far a validation is. */
@FunctionalInterface
public interface ValidationListener {
  /** Lets it pass unseen. */
  ValidationListener IGNORE = (_, _, _) -> {};

  /**
   * Another step begins, or goes on with something else.
   *
   * @param step which one, from 1
   * @param steps how many there are
   * @param what what happens now, in a few words
   */
  void at(int step, int steps, String what);
}
