package dev.nibble.engine.evaluate.text;

import java.util.List;

/**
 * How near texts come to their references: the scores of one text, or of a corpus as the sum of
 * those of its texts.
 *
 * @param texts how many
 * @param wordErrors over all of them
 * @param bleuCounts over all of them
 * @param rougeLSum sum of their ROUGE-L
 */
public record TextScores(
    int texts, WordErrors wordErrors, BleuCounts bleuCounts, double rougeLSum) {

  /**
   * Scores a text. Where it has several references, word errors and ROUGE-L are those against the
   * one that is best for the text; BLEU takes them all into account.
   *
   * @param text what is scored
   * @param references what was expected, one or more
   * @return the scores
   * @throws IllegalArgumentException if there is no reference
   */
  public static TextScores of(String text, List<String> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("a text without a reference, expected one or more");
    }
    return new TextScores(
        1,
        WordErrors.of(text, references),
        BleuCounts.of(text, references),
        RougeL.of(text, references));
  }

  /**
   * The scores of both.
   *
   * @param other those of other texts
   * @return those of all of them
   */
  public TextScores plus(TextScores other) {
    return new TextScores(
        texts + other.texts,
        wordErrors.plus(other.wordErrors),
        bleuCounts.plus(other.bleuCounts),
        rougeLSum + other.rougeLSum);
  }

  /** Word error rate: all errors by all words of the references, so that long texts weigh more. */
  public double wordErrorRate() {
    return wordErrors.rate();
  }

  /** BLEU of the corpus. */
  public Bleu bleu() {
    return Bleu.ofCorpus(bleuCounts);
  }

  /** BLEU of a single text, however short. */
  public Bleu sentenceBleu() {
    return Bleu.ofSentence(bleuCounts);
  }

  /** The mean of the texts' ROUGE-L, 0 to 1. */
  public double rougeL() {
    return rougeLSum / texts;
  }
}
