package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.evaluate.text.TextScores;
import dev.nibble.engine.sampling.SamplingOptions;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model continue prompts, and holds what it writes against references: word error rate, BLEU
 * and ROUGE-L of the continuations, and perplexity of the references.
 *
 * <p>Perplexity is {@code exp(-(1/N) sum log p(x_i | x_<i))} over the tokens of all references
 * together, each given BOS, where the model asks for it, its prompt and the tokens before it. Of
 * several references of a prompt the first is taken. A token that spans the seam of a prompt and a
 * reference counts with the reference.
 */
public final class Evaluation {
  private final Engine engine;
  private final OptionalInt maxTokens;
  private final SamplingOptions sampling;

  /**
   * Prepares an evaluation.
   *
   * @param engine the model
   * @param maxTokens tokens to generate of each continuation at most, negative for as many as the
   *     context holds; empty for as many as the longest reference of the example has
   * @param sampling how they are chosen; each example starts from the same seed
   */
  public Evaluation(Engine engine, OptionalInt maxTokens, SamplingOptions sampling) {
    this.engine = engine;
    this.maxTokens = maxTokens;
    this.sampling = sampling;
  }

  /**
   * Evaluates examples. A continuation for which the context has no more room ends there.
   *
   * @param examples one or more
   * @param listener is shown each and the result so far
   * @return the result over all of them
   * @throws ExampleException if the context has no room for a prompt with its first reference, or a
   *     prompt without a token is to be continued; it is thrown before the first example is run
   * @throws IllegalArgumentException if there is no example
   */
  public EvaluationResult evaluate(List<Example> examples, EvaluationListener listener) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("nothing to evaluate, expected one example or more");
    }
    for (int index = 0; index < examples.size(); index++) {
      check(examples.get(index), index);
    }
    try (Session session = engine.newSession()) {
      Run run = new Run(session);
      for (Example example : examples) {
        listener.exampleDone(run.score(example), run.result(), examples.size());
      }
      return run.result();
    }
  }

  private Continuation continuation(Example example, String text) {
    return new Continuation(engine.tokenizer(), example.prompt(), text);
  }

  private void check(Example example, int index) {
    Continuation reference = continuation(example, example.references().getFirst());
    int available = engine.contextLength();
    if (reference.positions() > available) {
      throw new ExampleException(
          index,
          "prompt and reference need %d positions, but the context has %d: shorten them"
              .formatted(reference.positions(), available));
    }
    if (example.generated().isPresent()) {
      return;
    }
    if (reference.promptLength() == 0) {
      throw new ExampleException(
          index, "the prompt is empty, and the model puts no token in front: give it a text");
    }
    if (reference.promptLength() > available) {
      throw new ExampleException(
          index,
          "the prompt has %d tokens, but the context has %d positions: shorten it"
              .formatted(reference.promptLength(), available));
    }
  }

  /** What one evaluation has added up. */
  private final class Run {
    private final Session session;
    private final long begin = System.nanoTime();
    private final SampleMean nll = new SampleMean();
    private long generatedTokens;
    private @Nullable TextScores sum;

    Run(Session session) {
      this.session = session;
    }

    ScoredExample score(Example example) {
      String generated = example.generated().orElseGet(() -> generate(example));
      TextScores scores = TextScores.of(generated, example.references());
      sum = sum == null ? scores : sum.plus(scores);
      continuation(example, example.references().getFirst())
          .score(session, engine.config().vocabularySize(), nll);
      return new ScoredExample(example, generated, scores);
    }

    private String generate(Example example) {
      int limit = maxTokens.orElseGet(() -> longestReference(example));
      Generation generation =
          session.generate(
              GenerationRequest.of(example.prompt()).withMaxTokens(limit).withSampling(sampling),
              TextListener.IGNORE);
      generatedTokens += generation.ids().size();
      return generation.text();
    }

    private int longestReference(Example example) {
      return example.references().stream()
          .mapToInt(reference -> continuation(example, reference).length())
          .max()
          .orElseThrow();
    }

    /** The result over one example or more. */
    EvaluationResult result() {
      return new EvaluationResult(
          Objects.requireNonNull(sum),
          nll.mean(),
          nll.standardError(),
          nll.count(),
          generatedTokens,
          System.nanoTime() - begin);
    }
  }
}
