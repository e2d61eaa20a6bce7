package dev.nibble.engine;

import dev.nibble.engine.sampling.Candidates;
import dev.nibble.engine.sampling.Sampler;
import dev.nibble.engine.sampling.SamplingOptions;
import dev.nibble.engine.sampling.TokenHistory;
import dev.nibble.tokenizer.Vocabulary;
import java.util.Arrays;

/**
 * Guesses the most likely tokens of a smaller model. It keeps the keys and values of what its
 * guesses have in common with the text.
 *
 * <p>Serves one session.
 */
public final class DraftModel implements Drafter, AutoCloseable {
  private final Session session;
  private final Sampler sampler;
  private final Candidates candidates;
  private final float[] logits;

  /** The tokens that the session holds, and room for those to come. */
  private int[] ids = new int[64];

  /**
   * Makes a model the drafter of another.
   *
   * @param engine the smaller model, which stays the caller's
   * @param target the model whose tokens it guesses
   * @throws IllegalArgumentException if their vocabularies differ
   */
  public DraftModel(Engine engine, Engine target) {
    check(engine.tokenizer().vocabulary(), target.tokenizer().vocabulary());
    session = engine.newSession(Math.min(engine.contextLength(), target.contextLength()));
    int vocabularySize = engine.config().vocabularySize();
    sampler = new Sampler(SamplingOptions.greedy());
    candidates = new Candidates(vocabularySize);
    logits = new float[vocabularySize];
  }

  private static void check(Vocabulary found, Vocabulary expected) {
    if (found.size() != expected.size()) {
      throw new IllegalArgumentException(
          "the draft model has %d tokens, expected the %d of the model that it drafts for"
              .formatted(found.size(), expected.size()));
    }
    for (int id = 0; id < found.size(); id++) {
      if (!found.text(id).equals(expected.text(id))) {
        throw new IllegalArgumentException(
            "token %d of the draft model is '%s', expected '%s' as in the model that it drafts for"
                .formatted(id, found.text(id), expected.text(id)));
      }
    }
  }

  /** Past the draft model's own context, and without memory for it, it guesses nothing. */
  @Override
  public int draft(TokenHistory history, int most, int[] out, int at) {
    int from = common(history);
    int end = history.length();
    if (ids.length < end + most) {
      ids = Arrays.copyOf(ids, 2 * (end + most));
    }
    for (int i = from; i < end; i++) {
      ids[i] = history.id(i);
    }
    session.rewind(from);
    int count = 0;
    while (count < most && session.extend(ids, from, end, logits)) {
      int id = sampler.next(logits, 0, history, candidates);
      out[at + count++] = id;
      from = end;
      ids[end++] = id;
    }
    return count;
  }

  /** How many tokens need not be run again; the last one must, for its logits. */
  private int common(TokenHistory history) {
    int most = Math.min(session.length(), history.length() - 1);
    int common = 0;
    while (common < most && ids[common] == history.id(common)) {
      common++;
    }
    return common;
  }

  /** Frees the memory of the session. */
  @Override
  public void close() {
    session.close();
  }
}
