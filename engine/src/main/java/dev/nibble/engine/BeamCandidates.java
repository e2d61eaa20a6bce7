package dev.nibble.engine;

import dev.nibble.engine.sampling.Surprisal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The most likely tokens behind all beams of a step. */
final class BeamCandidates {

  /**
   * A beam with one more token.
   *
   * @param beam which
   * @param id the token
   * @param logProbability of the beam with the token
   */
  record Candidate(int beam, int id, double logProbability) {}

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble((Candidate c) -> -c.logProbability)
          .thenComparingInt(Candidate::beam)
          .thenComparingInt(Candidate::id);

  private final int most;
  private final PriorityQueue<Candidate> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

  /** Keeps so many. */
  BeamCandidates(int most) {
    this.most = most;
  }

  /**
   * Adds all tokens behind a beam.
   *
   * @param beam which; beams are added in ascending order
   * @param logProbability what the beam has so far
   * @param logits hold those behind it
   * @param at where they start
   * @param count how many
   */
  void add(int beam, double logProbability, float[] logits, int at, int count) {
    Surprisal surprisal = Surprisal.of(logits, at, count);
    for (int id = 0; id < count; id++) {
      double sum = logProbability - surprisal.nats(logits[at + id]);
      if (worstFirst.size() < most) {
        worstFirst.add(new Candidate(beam, id, sum));
      } else if (sum > worstFirst.element().logProbability) {
        // Of equal ones those that came first stay: lower beams, and lower ids of a beam.
        worstFirst.remove();
        worstFirst.add(new Candidate(beam, id, sum));
      }
    }
  }

  /** The candidates, the most likely first; forgets them. */
  List<Candidate> take() {
    List<Candidate> best = new ArrayList<>(worstFirst);
    best.sort(BEST_FIRST);
    worstFirst.clear();
    return best;
  }
}
