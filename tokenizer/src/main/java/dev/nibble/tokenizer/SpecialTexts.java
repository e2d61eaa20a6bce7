package dev.nibble.tokenizer;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Tells which of some texts a longer text contains, in one pass over it. */
final class SpecialTexts {
  /**
   * In alphabetical order: those with a common beginning stand side by side, the shortest first.
   */
  private final String[] sorted;

  /** The index of each in the order that they were given in. */
  private final int[] indices;

  /** What the texts begin with, so that most places need no search. */
  private final BitSet firstCharacters = new BitSet();

  /** Some texts, none of which is empty. */
  SpecialTexts(List<String> texts) {
    this.indices =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparing(texts::get))
            .mapToInt(Integer::intValue)
            .toArray();
    this.sorted = IntStream.of(indices).mapToObj(texts::get).toArray(String[]::new);
    for (String text : sorted) {
      firstCharacters.set(text.charAt(0));
    }
  }

  /** The indices of the texts that occur. */
  BitSet occurring(String text) {
    BitSet occurring = new BitSet();
    for (int from = 0; from < text.length(); from++) {
      if (firstCharacters.get(text.charAt(from))) {
        collect(text, from, occurring);
      }
    }
    return occurring;
  }

  /** Narrows the texts down to those that begin as the text does from here on. */
  private void collect(String text, int from, BitSet occurring) {
    int low = 0;
    int high = sorted.length;
    for (int depth = 0; low < high && from + depth < text.length(); depth++) {
      char c = text.charAt(from + depth);
      low = first(low, high, depth, c);
      high = first(low, high, depth, c + 1);
      while (low < high && sorted[low].length() == depth + 1) {
        occurring.set(indices[low++]);
      }
    }
  }

  /** Of texts that are longer than depth and alike up to there: the first with c or more there. */
  private int first(int from, int to, int depth, int c) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle].charAt(depth) < c) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
