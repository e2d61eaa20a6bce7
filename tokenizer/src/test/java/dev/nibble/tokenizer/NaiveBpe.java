package dev.nibble.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** The definition of the merging, without any art: search, join, begin again. */
final class NaiveBpe {
  private NaiveBpe() {}

  /** The texts of the symbols that are left of a word when nothing can be merged any more. */
  static List<String> merge(List<String> merges, String word) {
    List<String> symbols = new ArrayList<>(word.chars().mapToObj(Character::toString).toList());
    for (int best = best(merges, symbols); best >= 0; best = best(merges, symbols)) {
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
    return symbols;
  }

  private static int best(List<String> merges, List<String> symbols) {
    int best = -1;
    int bestRank = merges.size();
    for (int i = 0; i + 1 < symbols.size(); i++) {
      int rank = merges.indexOf(symbols.get(i) + " " + symbols.get(i + 1));
      if (rank >= 0 && rank < bestRank) {
        best = i;
        bestRank = rank;
      }
    }
    return best;
  }
}
