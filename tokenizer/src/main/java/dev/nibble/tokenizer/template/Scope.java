package dev.nibble.tokenizer.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables: those of a loop's pass or a macro's call, in front of those around it. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> variables = new HashMap<>();

  /**
   * Creates a scope without variables of its own.
   *
   * @param outer what is around it; null at the outermost
   */
  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  Value get(String name) {
    for (@Nullable Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Value.Undefined(name);
  }

  void set(String name, Value value) {
    variables.put(name, value);
  }
}
