package dev.nibble.engine;

import java.util.List;

/**
 * One of the texts that a {@link BeamSearch} finds.
 *
 * @param text the continuation, without the prompt
 * @param ids its tokens, without the one that ended it
 * @param logProbability the sum of the logarithms of their probabilities, that of the token that
 *     ended the text included
 * @param score what texts of different length are compared by: the mean of these logarithms; 0
 *     where there is none
 * @param stopReason why it ended
 */
public record Beam(
    String text, List<Integer> ids, double logProbability, double score, StopReason stopReason) {

  /** Copies the list. */
  public Beam {
    ids = List.copyOf(ids);
  }
}
