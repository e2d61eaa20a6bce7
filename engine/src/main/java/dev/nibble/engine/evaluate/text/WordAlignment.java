package dev.nibble.engine.evaluate.text;

import java.util.List;
import java.util.stream.IntStream;

/** The best alignment of two sequences of words, in two rows of the table of Wagner and Fischer. */
final class WordAlignment {
  private final List<String> across;
  private final List<String> down;

  /** Takes two sequences in any order: both figures are symmetric. */
  WordAlignment(List<String> one, List<String> other) {
    boolean firstIsShorter = one.size() < other.size();
    this.across = firstIsShorter ? one : other;
    this.down = firstIsShorter ? other : one;
  }

  /** The fewest words to substitute, delete and insert that make one sequence the other. */
  int edits() {
    int[] above = IntStream.rangeClosed(0, across.size()).toArray();
    int[] row = new int[above.length];
    for (int y = 1; y <= down.size(); y++) {
      row[0] = y;
      for (int x = 1; x < row.length; x++) {
        row[x] =
            matches(x, y)
                ? above[x - 1]
                : 1 + Math.min(above[x - 1], Math.min(above[x], row[x - 1]));
      }
      int[] done = row;
      row = above;
      above = done;
    }
    return above[across.size()];
  }

  /** The length of the longest common subsequence. */
  int commonLength() {
    int[] above = new int[across.size() + 1];
    int[] row = new int[above.length];
    for (int y = 1; y <= down.size(); y++) {
      for (int x = 1; x < row.length; x++) {
        row[x] = matches(x, y) ? above[x - 1] + 1 : Math.max(above[x], row[x - 1]);
      }
      int[] done = row;
      row = above;
      above = done;
    }
    return above[across.size()];
  }

  private boolean matches(int x, int y) {
    return across.get(x - 1).equals(down.get(y - 1));
  }
}
