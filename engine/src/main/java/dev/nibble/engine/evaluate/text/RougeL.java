package dev.nibble.engine.evaluate.text;

import java.util.List;

/**
 * ROUGE-L of a text: how much of its words' longest common subsequence with a reference there is.
 *
 * <p>With {@code l} the length of that subsequence, {@code m} words in the reference and {@code n}
 * in the text, recall is {@code l / m}, precision {@code l / n}, and the score their harmonic mean
 * {@code 2 l / (m + n)}: the F-measure with beta 1, as the package {@code rouge_score} reports it.
 * Words are runs of letters and digits in lower case, as there, but of any script.
 *
 * @see <a href="https://aclanthology.org/W04-1013/">Lin, ROUGE: A Package for Automatic Evaluation
 *     of Summaries, 2004, section 3.1</a>
 */
final class RougeL {
  private RougeL() {}

  /** The score against the reference that the text is nearest to, 0 to 1. */
  static double of(String text, List<String> references) {
    List<String> words = Words.folded(text);
    return references.stream()
        .mapToDouble(reference -> between(words, Words.folded(reference)))
        .max()
        .orElseThrow();
  }

  /** 0 where neither has a word, as in {@code rouge_score}: nothing is in common. */
  private static double between(List<String> words, List<String> reference) {
    int both = words.size() + reference.size();
    return both == 0 ? 0 : 2.0 * new WordAlignment(words, reference).commonLength() / both;
  }
}
