package dev.nibble.engine;

import dev.nibble.engine.model.Transformer;
import dev.nibble.engine.sampling.SamplingOptions;
import java.util.List;

/**
 * Finds the likeliest texts that follow a prompt, as far as looking at a number of beginnings at a
 * time lets it: the <em>beams</em>. Each step holds the tokens that may come next against each
 * other over all beams, and goes on with the likeliest.
 *
 * <p>Texts of different length are compared by the mean log probability of their tokens, the one
 * that ended them included: the sum over {@code length^alpha} with an alpha of 1, which is the
 * length penalty of Wu et al. 2016 (section 7) in the simpler form of Hugging Face's Transformers.
 *
 * <p>Of the {@code 2 k} best candidates of k beams those that end a text end it if they are among
 * the first k, and the k best others are the next beams. The search is over when k texts are, and
 * the best beam, by the mean that it has so far, is no better than the worst of them; both are as
 * Transformers does by default. The second is an estimate: a beam whose further tokens are likelier
 * than those before could still come to be better. A bound that cannot be wrong, its sum over the
 * longest length there may be, would let nearly every search run to the end of the context.
 *
 * <p>The prompt is computed once. The beams share the blocks of memory of what they have in common,
 * and all go through the model in one pass a step.
 *
 * <p>Safe for use by several threads.
 */
public final class BeamSearch {
  private final Engine engine;

  /**
   * Searches with a model.
   *
   * @param engine the model, which is not closed before the last search is over
   */
  public BeamSearch(Engine engine) {
    this.engine = engine;
  }

  /**
   * Continues a prompt.
   *
   * @param request what to generate, without chance: greedy, without penalties and without a
   *     constraint
   * @param beams how many beams, 1 to 512; with one the text is that of {@link Session#generate}
   * @param listener watches
   * @return as many texts, or fewer where the model knows no more, best first
   * @throws ContextOverflowException if the prompt does not fit the context
   * @throws KvMemoryException if there is no memory for the keys and values of the prompt; where it
   *     is full later, the beams end as they are
   * @throws IllegalArgumentException if the number of beams or the sampling is another, if there is
   *     a constraint, or if the prompt has no token at all
   */
  public List<Beam> search(GenerationRequest request, int beams, BeamListener listener) {
    check(request, beams);
    int[] prompt = request.promptIds(engine.tokenizer());
    engine.checkPrompt(prompt, engine.contextLength());
    try (BeamRun run = new BeamRun(engine, request, beams)) {
      return run.search(prompt, listener);
    }
  }

  private static void check(GenerationRequest request, int beams) {
    if (beams < 1 || beams > Transformer.MAX_BATCH) {
      throw new IllegalArgumentException(
          "%d beams, expected 1 to %d".formatted(beams, Transformer.MAX_BATCH));
    }
    if (request.constraint().isPresent()) {
      throw new IllegalArgumentException(
          "a beam search knows no constraint, expected none; several samples may have one");
    }
    SamplingOptions sampling = request.sampling();
    if (!sampling.isGreedy() || sampling.penalizes()) {
      throw new IllegalArgumentException(
          "temperature %s, repetition penalty %s, frequency penalty %s, presence penalty %s: a beam search expects temperature 0 and no penalties"
              .formatted(
                  sampling.temperature(),
                  sampling.repetitionPenalty(),
                  sampling.frequencyPenalty(),
                  sampling.presencePenalty()));
    }
  }
}
