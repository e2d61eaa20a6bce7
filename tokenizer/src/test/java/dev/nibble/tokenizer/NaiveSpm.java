package dev.nibble.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** The definition of the merging, without any art: search, join, begin again. */
final class NaiveSpm {
  private NaiveSpm() {}

  /** The texts of the symbols that are left of a text when nothing can be merged any more. */
  static List<String> merge(Vocabulary vocabulary, String text) {
    List<String> symbols =
        new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
    for (int best = best(vocabulary, symbols); best >= 0; best = best(vocabulary, symbols)) {
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
    return symbols;
  }

  private static int best(Vocabulary vocabulary, List<String> symbols) {
    int best = -1;
    float bestScore = Float.NEGATIVE_INFINITY;
    for (int i = 0; i + 1 < symbols.size(); i++) {
      int id = vocabulary.id(symbols.get(i) + symbols.get(i + 1)).orElse(-1);
      if (id >= 0 && vocabulary.score(id) > bestScore) {
        best = i;
        bestScore = vocabulary.score(id);
      }
    }
    return best;
  }
}
