package dev.nibble.engine;

import java.util.List;

/**
 * Watches a text for stop strings while it streams: lets out what cannot be a part of one, and
 * holds back what may become one.
 */
final class StopMatcher {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean matched;

  StopMatcher(List<String> stops) {
    this.stops = stops;
  }

  /** Whether a stop string appeared; nothing behind it is let out. */
  boolean matched() {
    return matched;
  }

  /** Takes the next piece and returns the text that is final now. */
  String append(String piece) {
    if (held.isEmpty() && !mayStop(piece)) {
      return piece;
    }
    held.append(piece);
    int end = firstStop();
    if (end >= 0) {
      matched = true;
      held.setLength(end);
      return flush();
    }
    return release(held.length() - longestBeginning());
  }

  /** Whether a stop string can begin in the piece. */
  private boolean mayStop(String piece) {
    for (int i = 0; i < stops.size(); i++) {
      if (piece.indexOf(stops.get(i).charAt(0)) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Ends the text and returns what was held back. */
  String flush() {
    return release(held.length());
  }

  private String release(int length) {
    String text = held.substring(0, length);
    held.delete(0, length);
    return text;
  }

  private int firstStop() {
    int first = -1;
    for (String stop : stops) {
      int at = held.indexOf(stop);
      if (at >= 0 && (first < 0 || at < first)) {
        first = at;
      }
    }
    return first;
  }

  /** The length of the longest end of the text that is the beginning of a stop string. */
  private int longestBeginning() {
    int longest = 0;
    for (String stop : stops) {
      for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
        if (stop.startsWith(held.substring(held.length() - n))) {
          longest = n;
        }
      }
    }
    return longest;
  }
}
