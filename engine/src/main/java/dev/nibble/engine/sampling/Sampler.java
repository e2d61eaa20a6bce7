package dev.nibble.engine.sampling;

import dev.nibble.tokenizer.constrain.TokenMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Chooses the tokens of one sequence. Holds the state of its random numbers; not safe for use by
 * several threads at once.
 */
public final class Sampler {
  private final Optional<SamplingStep> penalties;

  /** What leaves candidates out, or makes them more or less alike. */
  private final SamplingStep[] steps;

  private final boolean greedy;
  private final SplittableRandom random;

  /**
   * Creates a sampler.
   *
   * @param options what is wanted
   */
  public Sampler(SamplingOptions options) {
    this.penalties = penalties(options);
    this.steps = steps(options).toArray(SamplingStep[]::new);
    this.greedy = options.isGreedy();
    this.random = new SplittableRandom(options.seed());
  }

  private static Optional<SamplingStep> penalties(SamplingOptions o) {
    return o.penalizes()
        ? Optional.of(
            new SamplingStep.Penalties(
                o.repetitionPenalty(),
                o.frequencyPenalty(),
                o.presencePenalty(),
                o.penaltyWindow()))
        : Optional.empty();
  }

  private static List<SamplingStep> steps(SamplingOptions o) {
    List<SamplingStep> steps = new ArrayList<>();
    if (o.isGreedy()) {
      return steps;
    }
    if (o.topK() > 0) {
      steps.add(new SamplingStep.TopK(o.topK()));
    }
    if (o.typicalP() < 1) {
      steps.add(new SamplingStep.TypicalP(o.typicalP()));
    }
    if (o.topP() < 1) {
      steps.add(new SamplingStep.TopP(o.topP()));
    }
    if (o.minP() > 0) {
      steps.add(new SamplingStep.MinP(o.minP()));
    }
    if (o.temperature() != 1) {
      steps.add(new SamplingStep.Temperature(o.temperature()));
    }
    return steps;
  }

  /**
   * Chooses the next token.
   *
   * @param logits holds one for each token of the vocabulary; left as they are
   * @param at where they start
   * @param history the sequence so far; the chosen token is not yet added
   * @param candidates working memory, for as many logits as there are
   * @return the id of the chosen token
   */
  public int next(float[] logits, int at, TokenHistory history, Candidates candidates) {
    if (greedy && penalties.isEmpty()) {
      return argmax(logits, at, candidates.vocabularySize());
    }
    penalize(logits, at, history, candidates);
    return choose(history, candidates);
  }

  /**
   * Chooses the next token among those of a set. The others are left out behind the penalties and
   * before all other steps, so that what is likely is told by those that may come.
   *
   * @param logits holds one for each token of the vocabulary; left as they are
   * @param at where they start
   * @param history the sequence so far; the chosen token is not yet added
   * @param candidates working memory, for as many logits as there are
   * @param allowed the tokens that may be chosen, one or more
   * @return the id of the chosen token
   */
  public int next(
      float[] logits, int at, TokenHistory history, Candidates candidates, TokenMask allowed) {
    penalize(logits, at, history, candidates);
    candidates.retain(allowed);
    return choose(history, candidates);
  }

  private void penalize(float[] logits, int at, TokenHistory history, Candidates candidates) {
    candidates.reset(logits, at);
    if (penalties.isPresent()) {
      penalties.get().apply(candidates, history);
    }
  }

  private int choose(TokenHistory history, Candidates candidates) {
    for (SamplingStep step : steps) {
      step.apply(candidates, history);
    }
    return greedy ? mostLikely(candidates) : draw(candidates);
  }

  /** The id of the largest logit, the lowest of equal ones. */
  private static int argmax(float[] logits, int at, int count) {
    int best = at;
    for (int i = at + 1; i < at + count; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best - at;
  }

  private static int mostLikely(Candidates candidates) {
    candidates.selectLargest(1);
    return candidates.id(0);
  }

  private int draw(Candidates candidates) {
    double[] probabilities = candidates.probabilities();
    int last = candidates.size() - 1;
    double rest = random.nextDouble();
    for (int i = 0; i < last; i++) {
      rest -= probabilities[i];
      if (rest < 0) {
        return candidates.id(i);
      }
    }
    return candidates.id(last);
  }
}
