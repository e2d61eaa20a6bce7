package dev.nibble.engine.architecture.gguf;

import dev.nibble.engine.architecture.UnsupportedModelException;
import dev.nibble.weights.GgufFormatException;
import java.util.OptionalInt;

/** How wide experts are whose width is not that of a dense block. */
final class ExpertWidths {
  private static final String ROUTED = "expert_feed_forward_length";
  private static final String SHARED = "expert_shared_feed_forward_length";
  private static final String DENSE = "feed_forward_length";

  private ExpertWidths() {}

  /** Of those that the router chooses; together as wide as a dense block where not declared. */
  static int routed(Numbers numbers, int used)
      throws GgufFormatException, UnsupportedModelException {
    OptionalInt declared = numbers.optional(ROUTED, 0, Numbers.MAX_COUNT);
    if (declared.orElse(0) > 0) {
      return declared.getAsInt();
    }
    int dense = numbers.required(DENSE, Numbers.MAX_COUNT);
    if (dense < used) {
      throw numbers
          .metadata()
          .malformed(numbers.key(DENSE), "is " + dense + ", too few for " + used + " experts");
    }
    return dense / used;
  }

  /** Of the one that every token takes; 0 where not declared. */
  static int shared(Numbers numbers) throws GgufFormatException, UnsupportedModelException {
    return numbers.optional(SHARED, 0, Numbers.MAX_COUNT).orElse(0);
  }
}
