package dev.nibble.tokenizer.schema;

import java.math.BigDecimal;

/**
 * Where numbers begin or end.
 *
 * @param value the number
 * @param included whether it is one of them
 */
record Bound(BigDecimal value, boolean included) {
  Bound negated() {
    return new Bound(value.negate(), included);
  }
}
