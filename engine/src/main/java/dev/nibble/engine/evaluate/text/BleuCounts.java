package dev.nibble.engine.evaluate.text;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What BLEU is computed from. The counts of a corpus are the sums of those of its texts; its score
 * is not the mean of theirs.
 *
 * @param matches n-grams of the text that a reference has too, for n from 1 to 4; each counts at
 *     most as often as in the reference that has it most often
 * @param totals n-grams of the text, for n from 1 to 4
 * @param words of the text
 * @param referenceWords of the reference that is nearest in length, the shorter of two
 * @see <a href="https://aclanthology.org/P02-1040/">Papineni et al., BLEU: a Method for Automatic
 *     Evaluation of Machine Translation, 2002</a>
 */
public record BleuCounts(List<Long> matches, List<Long> totals, long words, long referenceWords) {
  /** The longest n-grams that count. */
  static final int MAX_ORDER = 4;

  /** Copies the lists. */
  public BleuCounts {
    matches = List.copyOf(matches);
    totals = List.copyOf(totals);
  }

  /** Counts a text against its references. */
  static BleuCounts of(String text, List<String> references) {
    List<String> words = BleuTokens.of(text);
    List<List<String>> expected = references.stream().map(BleuTokens::of).toList();
    List<Long> matches = orders().mapToObj(order -> matches(words, expected, order)).toList();
    List<Long> totals = orders().mapToObj(order -> Math.max(0L, words.size() - order + 1)).toList();
    return new BleuCounts(matches, totals, words.size(), nearest(words.size(), expected));
  }

  private static IntStream orders() {
    return IntStream.rangeClosed(1, MAX_ORDER);
  }

  private static long matches(List<String> words, List<List<String>> references, int order) {
    Map<List<String>, Integer> most = new HashMap<>();
    for (List<String> reference : references) {
      ngrams(reference, order).forEach((ngram, count) -> most.merge(ngram, count, Math::max));
    }
    return ngrams(words, order).entrySet().stream()
        .mapToLong(entry -> Math.min(entry.getValue(), most.getOrDefault(entry.getKey(), 0)))
        .sum();
  }

  private static Map<List<String>, Integer> ngrams(List<String> words, int order) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int from = 0; from + order <= words.size(); from++) {
      counts.merge(words.subList(from, from + order), 1, Integer::sum);
    }
    return counts;
  }

  private static int nearest(int length, List<List<String>> references) {
    return references.stream()
        .map(List::size)
        .min(
            Comparator.<Integer>comparingInt(size -> Math.abs(size - length))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /**
   * The counts of both.
   *
   * @param other those of other texts
   * @return the sums
   */
  public BleuCounts plus(BleuCounts other) {
    return new BleuCounts(
        sum(matches, other.matches),
        sum(totals, other.totals),
        words + other.words,
        referenceWords + other.referenceWords);
  }

  private static List<Long> sum(List<Long> a, List<Long> b) {
    return IntStream.range(0, MAX_ORDER).mapToObj(i -> a.get(i) + b.get(i)).toList();
  }
}
