package dev.nibble.engine.evaluate;

import dev.nibble.engine.Engine;
import dev.nibble.engine.Session;
import dev.nibble.engine.sampling.Surprisal;
import java.util.Arrays;

/** One of the compared models while it reads, and what was found of it so far. */
final class ComparedReader implements AutoCloseable {
  private final String name;
  private final int vocabularySize;
  private final ScoredText text;
  private final int context;
  private final Session session;
  private final SampleMean nll = new SampleMean();
  private final DivergenceSample divergences = new DivergenceSample();
  private long nanos;

  ComparedReader(ComparedModel model, String text, int context, int maxChunks) {
    Engine engine = model.engine();
    this.name = model.name();
    this.vocabularySize = engine.config().vocabularySize();
    this.text = ScoredText.of(engine, text, context, maxChunks);
    this.context = context;
    this.session = engine.newSession(context);
  }

  String name() {
    return name;
  }

  int chunks() {
    return text.chunks();
  }

  /** Memory for what this model predicts, when it is the reference. */
  ReferenceChunk newReference() {
    return new ReferenceChunk(text.scoredOfChunk(), vocabularySize);
  }

  /** Refuses a model that predicts other tokens than this one. */
  void checkComparable(ComparedReader other) {
    if (vocabularySize != other.vocabularySize) {
      throw incomparable(
          other,
          "their vocabularies have %d and %d tokens"
              .formatted(vocabularySize, other.vocabularySize));
    }
    for (int chunk = 0; chunk < Math.min(chunks(), other.chunks()); chunk++) {
      int[] mine = text.window(chunk);
      int[] theirs = other.text.window(chunk);
      int at = Arrays.mismatch(mine, theirs);
      if (at >= 0) {
        throw incomparable(
            other,
            "token %d of the text is %d in one and %d in the other"
                .formatted((long) chunk * context + at, mine[at], theirs[at]));
      }
    }
    if (chunks() != other.chunks()) {
      throw incomparable(
          other,
          "the text is %d chunks of tokens in one and %d in the other"
              .formatted(chunks(), other.chunks()));
    }
  }

  private IncomparableModelsException incomparable(ComparedReader other, String difference) {
    return new IncomparableModelsException(name, other.name, difference);
  }

  /** Reads a chunk as the model that the others will be compared with. */
  void readAsReference(int chunk, ReferenceChunk reference) {
    read(chunk, reference::keep);
  }

  /** Reads a chunk that the reference has read. */
  void readAgainst(int chunk, ReferenceChunk reference) {
    read(
        chunk,
        (index, logits, offset, surprisal) ->
            reference.meet(index, logits, offset, surprisal, divergences));
  }

  @FunctionalInterface
  private interface Use {
    void accept(int index, float[] logits, int offset, Surprisal surprisal);
  }

  private void read(int chunk, Use use) {
    long begin = System.nanoTime();
    text.run(
        session,
        chunk,
        (index, next, logits, offset) -> {
          Surprisal surprisal = Surprisal.of(logits, offset, vocabularySize);
          nll.add(surprisal.nats(logits[offset + next]));
          use.accept(index, logits, offset, surprisal);
        });
    nanos += System.nanoTime() - begin;
  }

  ModelComparison resultAsReference() {
    return new ModelComparison(name, perplexity(), Divergence.NONE);
  }

  ModelComparison result() {
    return new ModelComparison(name, perplexity(), divergences.summary());
  }

  private PerplexityResult perplexity() {
    return new PerplexityResult(
        nll.mean(), nll.standardError(), nll.count(), chunks(), context, nanos);
  }

  @Override
  public void close() {
    session.close();
  }
}
