package dev.nibble.engine;

import dev.nibble.engine.measure.GenerationMeters;
import java.util.List;

/**
 * A finished generation.
 *
 * @param text the continuation, without the prompt
 * @param promptIds the tokens of the prompt, the beginning-of-sequence token included
 * @param ids the generated tokens, without the one that ended the text
 * @param stopReason why it ended
 * @param meters what it took
 */
public record Generation(
    String text,
    List<Integer> promptIds,
    List<Integer> ids,
    StopReason stopReason,
    GenerationMeters meters) {

  /** Copies the lists. */
  public Generation {
    promptIds = List.copyOf(promptIds);
    ids = List.copyOf(ids);
  }
}
