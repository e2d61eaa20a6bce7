package dev.nibble.engine.evaluate.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * BLEU with n-grams of up to four words, on sacreBLEU's scale and with its defaults, so that the
 * figures compare: tokenizer {@code 13a}, case counts, smoothing {@code exp}.
 *
 * @param score 0 to 100: {@code brevityPenalty} times the geometric mean of the precisions
 * @param precisions in percent, of n-grams of 1, 2, 3 and 4 words
 * @param brevityPenalty {@code exp(1 - r / c)} for {@code c} words against {@code r} of the
 *     references where they are fewer, else 1
 * @see <a href="https://aclanthology.org/P02-1040/">Papineni et al., 2002</a>
 * @see <a href="https://aclanthology.org/W18-6319/">Post, 2018</a>
 */
public record Bleu(double score, List<Double> precisions, double brevityPenalty) {
  private static final double PERCENT = 100;

  /** Copies the list. */
  public Bleu {
    precisions = List.copyOf(precisions);
  }

  /**
   * The score of a corpus: all four orders count, and it is 0 where no text has four words.
   *
   * @param counts sums over the corpus
   * @return the score
   */
  public static Bleu ofCorpus(BleuCounts counts) {
    return of(counts, BleuCounts.MAX_ORDER);
  }

  /**
   * The score of one text: of the orders that a text so short has n-grams of, which sacreBLEU calls
   * the effective order.
   *
   * @param counts those of the text
   * @return the score
   */
  public static Bleu ofSentence(BleuCounts counts) {
    return of(counts, Math.clamp(counts.words(), 1, BleuCounts.MAX_ORDER));
  }

  private static Bleu of(BleuCounts counts, int orders) {
    List<Double> precisions = precisions(counts);
    double penalty = brevityPenalty(counts.words(), counts.referenceWords());
    double meanLog = precisions.subList(0, orders).stream().mapToDouble(Math::log).sum() / orders;
    double score = Math.min(PERCENT, penalty * Math.exp(meanLog)); // lest rounding exceed it
    return new Bleu(score, precisions, penalty);
  }

  /**
   * Matches by n-grams. Of the orders without a match, the first counts as half a match, the next
   * as a quarter and so on: method 3 of <a href="https://aclanthology.org/W14-3346/">Chen and
   * Cherry, 2014</a>. A text that matches nowhere gets nothing.
   */
  private static List<Double> precisions(BleuCounts counts) {
    if (Collections.max(counts.matches()) == 0) {
      return Collections.nCopies(BleuCounts.MAX_ORDER, 0.0);
    }
    List<Double> precisions = new ArrayList<>();
    double match = 1;
    for (int i = 0; i < BleuCounts.MAX_ORDER; i++) {
      double matches = counts.matches().get(i);
      long total = counts.totals().get(i);
      if (matches == 0) {
        match /= 2;
        matches = match;
      }
      precisions.add(total == 0 ? 0 : PERCENT * matches / total);
    }
    return precisions;
  }

  private static double brevityPenalty(long words, long referenceWords) {
    if (words >= referenceWords) {
      return 1;
    }
    return words == 0 ? 0 : Math.exp(1 - (double) referenceWords / words);
  }
}
