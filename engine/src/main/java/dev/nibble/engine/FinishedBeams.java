package dev.nibble.engine;

import dev.nibble.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The best of the texts that are over. */
final class FinishedBeams {
  private static final Comparator<Beam> BEST_FIRST =
      Comparator.comparingDouble((Beam beam) -> -beam.score());

  private final Tokenizer tokenizer;
  private final List<String> stops;
  private final int most;

  /** Best first; of equal ones those that were over first. */
  private final List<Beam> beams = new ArrayList<>();

  FinishedBeams(Tokenizer tokenizer, List<String> stops, int most) {
    this.tokenizer = tokenizer;
    this.stops = stops;
    this.most = most;
  }

  /**
   * What texts of different length are compared by.
   *
   * @param logProbability of all tokens
   * @param tokens how many, the one that ended the text included
   */
  static double score(double logProbability, int tokens) {
    return tokens == 0 ? 0 : logProbability / tokens;
  }

  /**
   * A text is over.
   *
   * @param hypothesis its tokens
   * @param logProbability of all tokens
   * @param tokens how many, the one that ended the text included
   * @param reason why
   */
  void add(Hypothesis hypothesis, double logProbability, int tokens, StopReason reason) {
    String text = BeamText.of(hypothesis.ids(), tokenizer, stops).text();
    List<Integer> ids = IntStream.of(hypothesis.ids()).boxed().toList();
    beams.add(new Beam(text, ids, logProbability, score(logProbability, tokens), reason));
    beams.sort(BEST_FIRST);
    if (beams.size() > most) {
      beams.removeLast();
    }
  }

  /** Whether there are as many as wanted, none of them worse than a score. */
  boolean suffice(double score) {
    return beams.size() == most && beams.getLast().score() >= score;
  }

  /** The texts, best first. */
  List<Beam> beams() {
    return List.copyOf(beams);
  }
}
