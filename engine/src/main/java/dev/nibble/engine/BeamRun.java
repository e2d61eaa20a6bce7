package dev.nibble.engine;

import dev.nibble.engine.BeamCandidates.Candidate;
import dev.nibble.engine.LiveBeams.Successor;
import dev.nibble.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One search: chooses what becomes of its beams, and knows when it is over. */
final class BeamRun implements AutoCloseable {
  private final GenerationRequest request;
  private final int beams;
  private final Tokenizer tokenizer;
  private final BeamCandidates candidates;
  private final FinishedBeams finished;
  private final LiveBeams live;

  BeamRun(Engine engine, GenerationRequest request, int beams) {
    this.request = request;
    this.beams = beams;
    tokenizer = engine.tokenizer();
    candidates = new BeamCandidates(2 * beams);
    finished = new FinishedBeams(tokenizer, request.stops(), beams);
    live = new LiveBeams(engine, beams);
  }

  /** Continues a prompt; see {@link BeamSearch#search}. */
  List<Beam> search(int[] prompt, BeamListener listener) {
    live.begin(prompt);
    Optional<StopReason> end =
        request.maxTokens() == 0 ? Optional.of(StopReason.TOKEN_LIMIT) : watched(listener, 0);
    for (int tokens = 1; end.isEmpty(); tokens++) {
      live.addTo(candidates);
      live.moveTo(successors(tokens));
      if (live.hypotheses().isEmpty() || finished.suffice(bestScore(tokens))) {
        return finished.beams();
      }
      end = limit(tokens);
      if (end.isEmpty()) {
        live.advance();
        end = watched(listener, tokens);
      }
    }
    for (Hypothesis hypothesis : live.hypotheses()) {
      finished.add(hypothesis, hypothesis.logProbability(), hypothesis.length(), end.get());
    }
    return finished.beams();
  }

  private static Optional<StopReason> watched(BeamListener listener, int tokens) {
    return listener.step(tokens) ? Optional.empty() : Optional.of(StopReason.CANCELLED);
  }

  /** The beams of the next step. What ends a text is finished, or forgotten as too unlikely. */
  private List<Successor> successors(int tokens) {
    List<Successor> next = new ArrayList<>();
    List<Candidate> best = candidates.take();
    for (int rank = 0; rank < best.size() && next.size() < beams; rank++) {
      Candidate candidate = best.get(rank);
      Hypothesis before = live.hypotheses().get(candidate.beam());
      double sum = candidate.logProbability();
      Hypothesis after = before.with(candidate.id(), sum);
      if (isEnd(candidate.id())) {
        finish(rank, before, sum, tokens, StopReason.END_TOKEN);
      } else if (isStopped(after)) {
        finish(rank, after, sum, tokens, StopReason.STOP_STRING);
      } else {
        next.add(new Successor(candidate.beam(), after));
      }
    }
    return next;
  }

  private boolean isEnd(int id) {
    return !request.ignoreEos() && Continuation.ends(tokenizer.vocabulary(), id);
  }

  private boolean isStopped(Hypothesis hypothesis) {
    return !request.stops().isEmpty()
        && BeamText.of(hypothesis.ids(), tokenizer, request.stops()).stopped();
  }

  private void finish(int rank, Hypothesis text, double sum, int tokens, StopReason reason) {
    if (rank < beams) {
      finished.add(text, sum, tokens, reason);
    }
  }

  private double bestScore(int tokens) {
    return FinishedBeams.score(live.hypotheses().getFirst().logProbability(), tokens);
  }

  /** What keeps the beams from going through the model once more; memory is found otherwise. */
  private Optional<StopReason> limit(int tokens) {
    if (tokens == request.maxTokens()) {
      return Optional.of(StopReason.TOKEN_LIMIT);
    }
    if (live.fillContext()) {
      return Optional.of(StopReason.CONTEXT_END);
    }
    return live.reserve() ? Optional.empty() : Optional.of(StopReason.MEMORY_END);
  }

  /** Frees the memory. */
  @Override
  public void close() {
    live.close();
  }
}
