package dev.nibble.cli.fallback;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Neighbouring tokens that have something in common.
 *
 * @param first the first of them
 * @param last the last of them
 */
record Run(TracedToken first, TracedToken last) {

  /**
   * Divides tokens into runs.
   *
   * @param tokens the tokens, in order
   * @param common what the tokens of a run have in common
   */
  static <T> List<Run> of(List<TracedToken> tokens, Function<TracedToken, T> common) {
    List<Run> runs = new ArrayList<>();
    for (TracedToken token : tokens) {
      boolean goesOn =
          !runs.isEmpty() && common.apply(runs.getLast().last).equals(common.apply(token));
      runs.add(new Run(goesOn ? runs.removeLast().first : token, token));
    }
    return runs;
  }
}
