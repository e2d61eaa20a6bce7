package dev.nibble.engine.evaluate.text;

import java.util.Comparator;
import java.util.List;

/**
 * Word errors against a reference: words substituted, deleted and inserted, in the alignment that
 * needs the fewest.
 *
 * <p>Words are what stands between white space. Nothing is normalized: case and punctuation count.
 *
 * @param edits errors
 * @param referenceWords words of the reference
 * @see <a href="https://web.stanford.edu/~jurafsky/slp3/">Jurafsky and Martin, Speech and Language
 *     Processing, third edition, the chapter on speech recognition; the figure that NIST's sclite
 *     reports</a>
 */
public record WordErrors(long edits, long referenceWords) {

  /** Those against the reference with the lowest rate, the first of equal ones. */
  static WordErrors of(String text, List<String> references) {
    List<String> words = Words.asWritten(text);
    return references.stream()
        .map(reference -> between(words, Words.asWritten(reference)))
        .min(Comparator.comparingDouble(WordErrors::rate))
        .orElseThrow();
  }

  private static WordErrors between(List<String> words, List<String> reference) {
    return new WordErrors(new WordAlignment(words, reference).edits(), reference.size());
  }

  /**
   * The errors of both.
   *
   * @param other those of other texts
   * @return the sums
   */
  public WordErrors plus(WordErrors other) {
    return new WordErrors(edits + other.edits, referenceWords + other.referenceWords);
  }

  /**
   * The word error rate, {@code edits / referenceWords}: 0 for the same words, over 1 where many
   * are inserted. Without a word in the reference the quotient does not exist: it is then 0 where
   * there is no error, and 1 where there are any.
   */
  public double rate() {
    if (referenceWords == 0) {
      return edits == 0 ? 0 : 1;
    }
    return (double) edits / referenceWords;
  }
}
