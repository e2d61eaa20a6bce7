package dev.nibble.tokenizer.template;

/** What a function does. */
@FunctionalInterface
interface FunctionBody {
  /**
   * Calls it.
   *
   * @param arguments what it is called with
   * @return what it returns
   */
  Value call(Arguments arguments);
}
