package dev.nibble.engine.sampling;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The tokens of a sequence so far, prompt included, for steps that look back. */
public final class TokenHistory {
  private int[] ids = new int[64];
  private int length;

  /** Creates an empty history. */
  public TokenHistory() {}

  /**
   * Appends a token.
   *
   * @param id its id
   */
  public void add(int id) {
    if (length == ids.length) {
      ids = Arrays.copyOf(ids, 2 * length);
    }
    ids[length++] = id;
  }

  /**
   * Appends tokens.
   *
   * @param more their ids
   */
  public void addAll(int[] more) {
    for (int id : more) {
      add(id);
    }
  }

  /** How often each token stands among the last {@code window}; all of them if that is negative. */
  Map<Integer, Integer> counts(int window) {
    Map<Integer, Integer> counts = new HashMap<>();
    int from = window < 0 ? 0 : Math.max(0, length - window);
    for (int i = from; i < length; i++) {
      counts.merge(ids[i], 1, Integer::sum);
    }
    return counts;
  }
}
