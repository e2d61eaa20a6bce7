package dev.nibble.engine.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * A prompt and how it may go on.
 *
 * @param prompt the text to continue
 * @param references continuations that people wrote, one or more, each just as it follows the
 *     prompt, with the blank between the two if there is one
 * @param generated a continuation to score as it is; empty for the model to write one
 */
public record Example(String prompt, List<String> references, Optional<String> generated) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no reference
   */
  public Example {
    references = List.copyOf(references);
    if (references.isEmpty()) {
      throw new IllegalArgumentException("an example without a reference, expected one or more");
    }
  }
}
